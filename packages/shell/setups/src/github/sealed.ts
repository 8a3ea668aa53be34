/**
 * A text that only the owner of a key can open, as GitHub asks for secrets: libsodium's sealed box.
 * @param publicKey base64
 * @returns base64
 */
export async function sealed(text: string, publicKey: string): Promise<string> {
  // Loaded here, because only secrets need it.
  const { default: sodium } = await import("libsodium-wrappers");
  await sodium.ready;
  const key = sodium.from_base64(publicKey, sodium.base64_variants.ORIGINAL);
  return sodium.to_base64(sodium.crypto_box_seal(text, key), sodium.base64_variants.ORIGINAL);
}
