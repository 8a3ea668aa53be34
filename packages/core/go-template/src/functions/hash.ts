/** The operator's `hash`: a 64-bit FNV-1 over the parts of a value (mitchellh/hashstructure, format version 1). */

import { GoError } from "../values/function.ts";
import { toBytes } from "../values/text.ts";
import { GoInteger, GoMap, GoSlice, GoStruct, type Value } from "../values/value.ts";

const offset = 14695981039346656037n;
const prime = 1099511628211n;
const mask = 2n ** 64n - 1n;

function fnv(bytes: Iterable<number>): bigint {
  let hash = offset;
  for (const byte of bytes) hash = ((hash * prime) & mask) ^ BigInt(byte);
  return hash;
}

/** The bytes of a number, little-endian. */
function littleEndian(value: bigint, length: number): number[] {
  const unsigned = BigInt.asUintN(8 * length, value);
  return Array.from({ length }, (_, index) => Number((unsigned >> BigInt(8 * index)) & 0xffn));
}

/** The bits of a float; for NaN, the bits Go uses. */
function floatBits(value: number): bigint {
  if (Number.isNaN(value)) return 0x7ff8000000000001n;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}

/** Hash of two parts, order significant. */
function ordered(first: bigint, second: bigint): bigint {
  return fnv([...littleEndian(first, 8), ...littleEndian(second, 8)]);
}

/** Hash of pairs, regardless of their order. */
function unordered(pairs: Iterable<readonly [Value, Value]>): bigint {
  let hash = 0n;
  for (const [key, value] of pairs) hash ^= ordered(hashOf(key), hashOf(value));
  return hash;
}

const integerBytes = { int64: 8, uint64: 8, int32: 4, uint32: 4, uint8: 1 } as const;

function hashOf(value: Value): bigint {
  if (value === null) return fnv(littleEndian(0n, 8));
  switch (typeof value) {
    case "string":
      return fnv(toBytes(value));
    case "boolean":
      return fnv([Number(value)]);
    case "number":
      return fnv(littleEndian(floatBits(value), 8));
    case "bigint":
      return fnv(littleEndian(value, 8));
    default:
      break;
  }
  if (value instanceof GoInteger) return fnv(littleEndian(value.value, integerBytes[value.type]));
  if (value instanceof GoMap) return unordered(value.entries);
  if (value instanceof GoSlice)
    return value.items.reduce<bigint>((hash, item) => ordered(hash, hashOf(item)), 0n);
  if (value instanceof GoStruct) {
    const name = value.type.slice(value.type.lastIndexOf(".") + 1);
    return hashOf(name) ^ unordered(value.fields);
  }
  // A version's fields are not exported: only its type name counts.
  if (value.type === "*semver.Version") return hashOf("Version");
  throw new GoError(`unknown kind to hash: ${value.type}`);
}

/**
 * The hash of a value as a decimal number. Equal values have equal hashes, whatever the order of their keys. The
 * operator swallows the error for values that cannot be hashed.
 */
export function hash(value: Value): string {
  try {
    return String(hashOf(value));
  } catch (error) {
    if (error instanceof GoError) return "";
    throw error;
  }
}
