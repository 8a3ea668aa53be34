/** The sprig crypto functions that give the same result for the same arguments. The others are refused. */
import { cbc } from "@noble/ciphers/aes.js";
import { hmac } from "@noble/hashes/hmac.js";
import { scrypt } from "@noble/hashes/scrypt.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { decodeBase64, isCorrupt } from "../format/base64.ts";
import { define, type Functions, GoError } from "../values/function.ts";
import { fromBytes, toBytes } from "../values/text.ts";
import { GoStruct, integerOf, type Value } from "../values/value.ts";

/** Templates of a Master Password by its type (https://spectre.app): each letter stands for a class of characters. */
const passwordShapes: ReadonlyMap<string, readonly string[]> = new Map([
  ["maximum", ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"]],
  [
    "long",
    [
      "CvcvnoCvcvCvcv",
      "CvcvCvcvnoCvcv",
      "CvcvCvcvCvcvno",
      "CvccnoCvcvCvcv",
      "CvccCvcvnoCvcv",
      "CvccCvcvCvcvno",
      "CvcvnoCvccCvcv",
      "CvcvCvccnoCvcv",
      "CvcvCvccCvcvno",
      "CvcvnoCvcvCvcc",
      "CvcvCvcvnoCvcc",
      "CvcvCvcvCvccno",
      "CvccnoCvccCvcv",
      "CvccCvccnoCvcv",
      "CvccCvccCvcvno",
      "CvcvnoCvccCvcc",
      "CvcvCvccnoCvcc",
      "CvcvCvccCvccno",
      "CvccnoCvcvCvcc",
      "CvccCvcvnoCvcc",
      "CvccCvcvCvccno",
    ],
  ],
  ["medium", ["CvcnoCvc", "CvcCvcno"]],
  ["short", ["Cvcn"]],
  ["basic", ["aaanaaan", "aannaaan", "aaannaaa"]],
  ["pin", ["nnnn"]],
]);

const vowels = "aeiou";
const consonants = "bcdfghjklmnpqrstvwxyz";
const digits = "0123456789";
const letters = vowels.toUpperCase() + vowels + consonants.toUpperCase() + consonants;
const characterClasses: Readonly<Record<string, string>> = {
  V: vowels.toUpperCase(),
  C: consonants.toUpperCase(),
  v: vowels,
  c: consonants,
  A: vowels.toUpperCase() + consonants.toUpperCase(),
  a: letters,
  n: digits,
  o: "@&%?,=[]_:-+*$#!'^~;()/.",
  x: `${letters}${digits}!@#$%^&*()`,
};

const seedName = "com.lyndir.masterpassword";
const scryptCost = { N: 32_768, r: 8, p: 2, dkLen: 64 };
/** Cost of one key derivation: it is slow on purpose, so a template may call only a few. */
const derivationCost = 1_200_000;

function bigEndian(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

function concatenate(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** The algorithm's name, and a text prefixed with its length. */
function seeded(text: string, ...rest: readonly Uint8Array[]): Uint8Array {
  const bytes = toBytes(text);
  return concatenate(toBytes(seedName), bigEndian(bytes.length), bytes, ...rest);
}

type Secrets = readonly [password: string, user: string, site: string];

/** Derives a site's password from a master password with the Master Password algorithm. */
function derivePassword(counter: Value, type: string, [password, user, site]: Secrets): string {
  const shapes = passwordShapes.get(type);
  if (shapes === undefined) return `cannot find password template ${type}`;
  const key = scrypt(toBytes(password), seeded(user), scryptCost);
  const number = Number(BigInt.asUintN(32, integerOf(counter) ?? 0n));
  const seed = hmac(sha256, key, seeded(site, bigEndian(number)));
  const shape = shapes[(seed[0] ?? 0) % shapes.length] ?? "";
  return Array.from(shape, (letter, index) => {
    const characters = characterClasses[letter] ?? "";
    return characters.charAt((seed[index + 1] ?? 0) % characters.length);
  }).join("");
}

const blockSize = 16;

/** Decrypts the output of sprig's encryptAES: an initialization vector, then AES-256-CBC, in base64. */
function decryptAes(password: string, text: string): string {
  if (text === "") return "";
  const bytes = decodeBase64(text);
  if (isCorrupt(bytes)) throw new GoError(`illegal base64 data at input byte ${bytes.at}`);
  if (bytes.length < blockSize)
    throw new GoError(
      `runtime error: slice bounds out of range [:${blockSize}] with capacity ${bytes.length}`,
    );
  const crypt = bytes.subarray(blockSize);
  if (crypt.length % blockSize !== 0) throw new GoError("crypto/cipher: input not full blocks");
  const key = new Uint8Array(32);
  key.set(toBytes(password).subarray(0, 32));
  const plain = cbc(key, bytes.subarray(0, blockSize), { disablePadding: true }).decrypt(crypt);
  const padding = plain.at(-1);
  if (padding === undefined) throw new GoError("runtime error: index out of range [-1]");
  const length = plain.length - padding;
  if (length < 0) throw new GoError(`runtime error: slice bounds out of range [:${length}]`);
  return fromBytes(plain.subarray(0, length));
}

const pemLine = /^-----(BEGIN|END) ([^\n]*)-----[ \t\r]*$/;

/** Whether a text has a PEM block of any type: a line that begins it, and a later one that ends it. */
function hasPemBlock(text: string): boolean {
  const begun = new Set<string>();
  for (const line of text.split("\n")) {
    const [, side, type = ""] = pemLine.exec(line) ?? [];
    if (side === "BEGIN") begun.add(type);
    if (side === "END" && begun.has(type)) return true;
  }
  return false;
}

/**
 * A certificate and its key, with the fields `Cert` and `Key`. Only their encoding is checked, not their validity: this
 * engine does not parse X.509.
 */
function buildCustomCert(certificate: string, key: string): GoStruct {
  const decodedCertificate = decodeBase64(certificate);
  if (isCorrupt(decodedCertificate)) throw new GoError("unable to decode base64 certificate");
  const decodedKey = decodeBase64(key);
  if (isCorrupt(decodedKey)) throw new GoError("unable to decode base64 private key");
  const certificateText = fromBytes(decodedCertificate);
  const keyText = fromBytes(decodedKey);
  if (!hasPemBlock(certificateText)) throw new GoError("unable to decode certificate");
  if (!hasPemBlock(keyText)) throw new GoError("error parsing private key: no PEM data in input");
  return new GoStruct(
    "sprig.certificate",
    new Map([
      ["Cert", certificateText],
      ["Key", keyText],
    ]),
  );
}

export const cryptoFunctions: Functions = {
  derivePassword: define(
    ["uint32", "string", "string", "string", "string"],
    (counter, type, ...secrets) => derivePassword(counter, type, secrets),
    () => derivationCost,
  ),
  decryptAES: define(["string", "string"], decryptAes),
  buildCustomCert: define(["string", "string"], buildCustomCert),
};
