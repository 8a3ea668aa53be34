/** sprig's encodings and checksums; a text is a sequence of bytes here. */
import { sha1 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import {
  type Corrupt,
  decodeBase32,
  decodeBase64,
  encodeBase32,
  encodeBase64,
  isCorrupt,
} from "../format/base64.ts";
import { define, type Functions } from "../values/function.ts";
import { fromBytes, toBytes } from "../values/text.ts";

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The decoded text or, if decoding fails, the error message. */
function decoded(result: Uint8Array | Corrupt, name: string): string {
  return isCorrupt(result) ? `illegal ${name} data at input byte ${result.at}` : fromBytes(result);
}

const adlerModulus = 65_521;

/** Adler-32 (RFC 1950), as a decimal number. */
function adler32(bytes: Uint8Array): string {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % adlerModulus;
    high = (high + low) % adlerModulus;
  }
  return String(high * 65_536 + low);
}

export const encodingFunctions: Functions = {
  b64enc: define(["string"], (text) => encodeBase64(toBytes(text))),
  b64dec: define(["string"], (text) => decoded(decodeBase64(text), "base64")),
  b32enc: define(["string"], (text) => encodeBase32(toBytes(text))),
  b32dec: define(["string"], (text) => decoded(decodeBase32(text), "base32")),
  sha1sum: define(["string"], (text) => hex(sha1(toBytes(text)))),
  sha256sum: define(["string"], (text) => hex(sha256(toBytes(text)))),
  adler32sum: define(["string"], (text) => adler32(toBytes(text))),
};
