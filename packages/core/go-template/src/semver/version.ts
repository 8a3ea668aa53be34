/** Semantic versions as Masterminds/semver 3.2 reads and orders them: `v1.2` is a version too. */
import { define, GoError } from "../values/function.ts";
import { compareText } from "../values/text.ts";
import { type GoFunction, GoInteger, GoObject } from "../values/value.ts";

interface Parts {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly prerelease: string;
  readonly metadata: string;
}

const maxSegment = 2n ** 64n - 1n;

function segment(digits: string): bigint {
  const value = BigInt(digits);
  if (value <= maxSegment) return value;
  throw new GoError(
    `Error parsing version segment: strconv.ParseUint: parsing "${digits}": value out of range`,
  );
}

function compareNumbers(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A part of a prerelease as a number, if it is one. */
function numeric(part: string): bigint | undefined {
  return /^[0-9]+$/.test(part) && BigInt(part) <= maxSegment ? BigInt(part) : undefined;
}

function comparePart(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "" || b === "") return a === "" ? -1 : 1;
  const [x, y] = [numeric(a), numeric(b)];
  if (x === undefined && y === undefined) return compareText(a, b);
  // Numbers sort before words.
  if (x === undefined || y === undefined) return x === undefined ? 1 : -1;
  return x > y ? 1 : -1;
}

/** Compares two prereleases part by part; the shorter sorts first. */
export function comparePrereleases(a: string, b: string): number {
  const [first, second] = [a.split("."), b.split(".")];
  for (let at = 0; at < Math.max(first.length, second.length); at++) {
    const order = comparePart(first[at] ?? "", second[at] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}

const pattern =
  /^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

/** How to compute the next version of each kind. */
const increments: Readonly<Record<string, (parts: Parts) => Pick<Parts, "major" | "minor" | "patch">>> = {
  IncMajor: ({ major }) => ({ major: major + 1n, minor: 0n, patch: 0n }),
  IncMinor: ({ major, minor }) => ({ major, minor: minor + 1n, patch: 0n }),
  // A prerelease comes before its release, which therefore is the next patch.
  IncPatch: ({ major, minor, patch, prerelease }) => ({
    major,
    minor,
    patch: prerelease === "" ? patch + 1n : patch,
  }),
};

export class Version extends GoObject {
  readonly type: "*semver.Version" | "semver.Version";
  readonly kind: "ptr" | "struct";
  readonly parts: Parts;
  /** Undefined for a version that is not a pointer, which has fewer methods. */
  readonly #original: string | undefined;

  constructor(parts: Parts, original?: string) {
    super();
    this.type = original === undefined ? "semver.Version" : "*semver.Version";
    this.kind = original === undefined ? "struct" : "ptr";
    this.parts = parts;
    this.#original = original;
  }

  text(): string {
    const { major, minor, patch, prerelease, metadata } = this.parts;
    const end = (prerelease === "" ? "" : `-${prerelease}`) + (metadata === "" ? "" : `+${metadata}`);
    return `${major}.${minor}.${patch}${end}`;
  }

  marshalText(): string {
    return this.text();
  }

  /** Negative, zero or positive; build metadata does not count. */
  compare({ parts: other }: Version): number {
    const { major, minor, patch, prerelease } = this.parts;
    const order =
      compareNumbers(major, other.major) ||
      compareNumbers(minor, other.minor) ||
      compareNumbers(patch, other.patch);
    if (order !== 0 || prerelease === other.prerelease) return order;
    // A prerelease sorts before its release.
    if (prerelease === "" || other.prerelease === "") return prerelease === "" ? 1 : -1;
    return comparePrereleases(prerelease, other.prerelease);
  }

  method(name: string): GoFunction | undefined {
    const { major, minor, patch, prerelease, metadata } = this.parts;
    switch (name) {
      case "Major":
        return define([], () => new GoInteger("uint64", major));
      case "Minor":
        return define([], () => new GoInteger("uint64", minor));
      case "Patch":
        return define([], () => new GoInteger("uint64", patch));
      case "Prerelease":
        return define([], () => prerelease);
      case "Metadata":
        return define([], () => metadata);
      case "String":
        return define([], () => this.text());
      default:
        return this.#increment(name) ?? this.#ofPointer(name);
    }
  }

  #increment(name: string): GoFunction | undefined {
    const next = Object.hasOwn(increments, name) ? increments[name] : undefined;
    if (next === undefined) return undefined;
    const wrapped = (value: bigint) => BigInt.asUintN(64, value);
    return define([], () => {
      const { major, minor, patch } = next(this.parts);
      const parts = { major: wrapped(major), minor: wrapped(minor), patch: wrapped(patch) };
      return new Version({ ...parts, prerelease: "", metadata: "" });
    });
  }

  #ofPointer(name: string): GoFunction | undefined {
    const original = this.#original;
    if (original === undefined) return undefined;
    return name === "Original" ? define([], () => original) : this.#comparison(name);
  }

  #comparison(name: string): GoFunction | undefined {
    const holds: Readonly<Record<string, (order: number) => boolean | bigint>> = {
      Compare: (order) => BigInt(Math.sign(order)),
      Equal: (order) => order === 0,
      LessThan: (order) => order < 0,
      GreaterThan: (order) => order > 0,
    };
    const answer = Object.hasOwn(holds, name) ? holds[name] : undefined;
    if (answer === undefined) return undefined;
    return define(["*semver.Version"], (other) =>
      other instanceof Version ? answer(this.compare(other)) : null,
    );
  }
}

/**
 * Masterminds/semver 1.5 accepts prerelease numbers with leading zeros.
 * @throws GoError
 */
export function parseLoosely(text: string): Version {
  const match = pattern.exec(text);
  if (match === null) throw new GoError("Invalid Semantic Version");
  const [, major = "0", minor = "0", patch = "0", prerelease = "", metadata = ""] = match;
  const numbers = { major: segment(major), minor: segment(minor), patch: segment(patch) };
  return new Version({ ...numbers, prerelease, metadata }, text);
}

/** @throws GoError */
export function parseVersion(text: string): Version {
  const version = parseLoosely(text);
  if (version.parts.prerelease.split(".").some((part) => /^0[0-9]+$/.test(part)))
    throw new GoError("Version segment starts with 0");
  return version;
}
