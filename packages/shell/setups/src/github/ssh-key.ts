/** Key pairs as OpenSSH has them: https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key. */
import { generateKeyPairSync, randomBytes } from "node:crypto";

/** A field: its length in four bytes, then its bytes. */
function field(content: Uint8Array | string): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const type = "ssh-ed25519";
const block = 8;

/** Filled up to whole blocks with 1, 2, 3... */
function padded(content: Buffer): Buffer {
  const missing = (block - (content.length % block)) % block;
  return Buffer.concat([content, Buffer.from(Array.from({ length: missing }, (_, index) => index + 1))]);
}

/** The file of a private key without a passphrase. */
function privateFile(seed: Buffer, open: Buffer, comment: string): string {
  const check = randomBytes(4);
  const body = [check, check, field(type), field(open), field(Buffer.concat([seed, open])), field(comment)];
  const shown = Buffer.concat([field(type), field(open)]);
  const whole = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    ...["none", "none", ""].map(field),
    uint32(1),
    field(shown),
    field(padded(Buffer.concat(body))),
  ]);
  const lines = whole.toString("base64").match(/.{1,70}/g) ?? [];
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join("\n")}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

interface KeyPair {
  /** One line without a comment. */
  readonly publicKey: string;
  readonly privateKey: string;
}

/** A pair of Ed25519. */
export function newKeyPair(comment: string): KeyPair {
  const { d = "", x = "" } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  const [seed, open] = [d, x].map((part) => Buffer.from(part, "base64url"));
  if (seed === undefined || open === undefined) throw new Error("no key");
  const shown = Buffer.concat([field(type), field(open)]);
  return {
    publicKey: `${type} ${shown.toString("base64")}`,
    privateKey: privateFile(seed, open, comment),
  };
}
