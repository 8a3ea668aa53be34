/** The keys for which secrets are sealed, and what opens them: libsodium, as on GitHub. */
import sodium from "libsodium-wrappers";
import { Refusal } from "./http.ts";
import { type KeyPair, newId } from "./state.ts";

await sodium.ready;

interface Holder {
  box?: KeyPair;
}

const { ORIGINAL } = sodium.base64_variants;

export function boxOf(holder: Holder): KeyPair {
  if (holder.box !== undefined) return holder.box;
  const { publicKey, privateKey } = sodium.crypto_box_keypair();
  holder.box = {
    id: `568250167242549${newId()}`,
    publicKey: sodium.to_base64(publicKey, ORIGINAL),
    privateKey: sodium.to_base64(privateKey, ORIGINAL),
  };
  return holder.box;
}

/** @throws Refusal if it is not sealed for this key */
export function openSealed(holder: Holder, sealed: string): string {
  const { publicKey, privateKey } = boxOf(holder);
  const [open, secret] = [publicKey, privateKey].map((key) => sodium.from_base64(key, ORIGINAL));
  try {
    const opened = sodium.crypto_box_seal_open(
      sodium.from_base64(sealed, ORIGINAL),
      open as Uint8Array,
      secret as Uint8Array,
    );
    return Buffer.from(opened).toString("utf8");
  } catch {
    throw new Refusal(422, "Invalid request.\n\nThe encrypted value is not sealed with the public key.");
  }
}
