/**
 * Version constraints as in Masterminds/semver 3.2: `>= 1.2, < 2
 * ~3.1`, `1.x`, `^1.2.3`, `1.2 - 1.4`.
 */
import { RE2JS } from "re2js";
import { GoError } from "../values/function.ts";
import { comparePrereleases, parseVersion, type Version } from "./version.ts";

export const operators = "=||!=|>|<|>=|=>|<=|=<|~|~>|\\^";
export const number = "[0-9|x|X|\\*]+";
export const suffix = "[0-9A-Za-z\\-]+(?:\\.[0-9A-Za-z\\-]+)*";
const version = `v?(?:${number})(?:\\.${number})?(?:\\.${number})?(?:-${suffix})?(?:\\+${suffix})?`;

// Users write this text, so it is matched in linear time, which JavaScript's own engine does not guarantee for these
// patterns.
const range = RE2JS.compile(`\\s*(${version})\\s+-\\s+(${version})\\s*`);
const list = RE2JS.compile(
  `^(?:\\s*(?:${operators})\\s*(?:${version})\\s*)(?:(?:\\s+|,\\s*)(?:${operators})\\s*(?:${version})\\s*)*$`,
);
const each = RE2JS.compile(`(?:${operators})\\s*(?:${version})`);
const single = RE2JS.compile(
  `^\\s*(${operators})\\s*v?(${number})(?:\\.(${number}))?(?:\\.(${number}))?(-${suffix})?(?:\\+${suffix})?\\s*$`,
);

export interface Constraint {
  readonly operator: string;
  readonly version: Version;
  /** The first number that is a wildcard or left out, if any. */
  readonly wildcard: "major" | "minor" | "patch" | undefined;
}

function isWildcard(part: string | null): boolean {
  return part === null || part === "" || part === "x" || part === "X" || part === "*";
}

function parseOne(text: string): Constraint {
  const matcher = single.matcher(text);
  if (!matcher.find()) throw new GoError(`improper constraint: ${text}`);
  const [operator, major, minor, patch, prerelease] = [1, 2, 3, 4, 5].map((group) => matcher.group(group));
  const wildcard = isWildcard(major ?? null)
    ? "major"
    : isWildcard(minor ?? null)
      ? "minor"
      : isWildcard(patch ?? null)
        ? "patch"
        : undefined;
  const end = prerelease ?? "";
  const numbers = {
    major: "0.0.0",
    minor: `${major}.0.0`,
    patch: `${major}.${minor}.0`,
    none: `${major}.${minor}.${patch}`,
  };
  try {
    const parsed = parseVersion(numbers[wildcard ?? "none"] + end);
    return { operator: operator ?? "", version: parsed, wildcard };
  } catch (error) {
    throw error instanceof GoError ? new GoError("constraint Parser Error") : error;
  }
}

function parseAll(text: string): Constraint[] {
  if (!list.matcher(text).find()) throw new GoError(`improper constraint: ${text}`);
  const found: Constraint[] = [];
  const matcher = each.matcher(text);
  while (matcher.find()) found.push(parseOne(matcher.group() ?? ""));
  return found;
}

/** Expands `1.2 - 1.4` into the two bounds it stands for. */
export function rewriteRanges(text: string): string {
  const matcher = range.matcher(text);
  let result = text;
  while (matcher.find()) {
    const bounds = `>= ${matcher.group(1)}, <= ${matcher.group(2)}`;
    result = result.replace(matcher.group() ?? "", () => bounds);
  }
  return result;
}

function isTilde(tested: Version, { version: wanted, wildcard }: Constraint): boolean {
  const [found, want] = [tested.parts, wanted.parts];
  if (tested.compare(wanted) < 0) return false;
  const isZero = want.major === 0n && want.minor === 0n && want.patch === 0n;
  if (isZero && wildcard !== "minor" && wildcard !== "patch") return true;
  return found.major === want.major && (found.minor === want.minor || wildcard === "minor");
}

function isCaret(tested: Version, { version: wanted, wildcard }: Constraint): boolean {
  const [found, want] = [tested.parts, wanted.parts];
  if (tested.compare(wanted) < 0) return false;
  if (want.major > 0n || wildcard === "minor") return found.major === want.major;
  if (found.major > 0n) return false;
  if (want.minor > 0n || wildcard === "patch") return found.minor === want.minor;
  return found.minor === 0n && found.patch === want.patch;
}

function isGreater(tested: Version, { version: wanted, wildcard }: Constraint): boolean {
  const [found, want] = [tested.parts, wanted.parts];
  if (wildcard === undefined || found.major !== want.major) {
    return wildcard === undefined ? tested.compare(wanted) > 0 : found.major > want.major;
  }
  if (wildcard === "minor") return false;
  return wildcard === "patch" ? found.minor > want.minor : tested.compare(wanted) > 0;
}

function isAtMost(tested: Version, { version: wanted, wildcard }: Constraint): boolean {
  const [found, want] = [tested.parts, wanted.parts];
  if (wildcard === undefined) return tested.compare(wanted) <= 0;
  if (found.major !== want.major) return found.major < want.major;
  return found.minor <= want.minor || wildcard === "minor";
}

function isOther(tested: Version, { version: wanted, wildcard }: Constraint): boolean {
  const [found, want] = [tested.parts, wanted.parts];
  if (wildcard === undefined) return tested.compare(wanted) !== 0;
  if (found.major !== want.major) return true;
  if (wildcard === "minor") return false;
  if (found.minor !== want.minor) return true;
  if (wildcard === "patch") return comparePrereleases(found.prerelease, want.prerelease) !== 0;
  return found.patch !== want.patch || tested.compare(wanted) !== 0;
}

function holds(tested: Version, constraint: Constraint): boolean {
  const { operator, version: wanted, wildcard } = constraint;
  const isUnwantedPrerelease = tested.parts.prerelease !== "" && wanted.parts.prerelease === "";
  // A prerelease matches only a constraint that names one.
  if (isUnwantedPrerelease && (operator !== "!=" || wildcard !== undefined)) return false;
  switch (operator) {
    case "!=":
      return isOther(tested, constraint);
    case ">":
      return isGreater(tested, constraint);
    case "<":
      return tested.compare(wanted) < 0;
    case ">=":
    case "=>":
      return tested.compare(wanted) >= 0;
    case "<=":
    case "=<":
      return isAtMost(tested, constraint);
    case "~":
    case "~>":
      return isTilde(tested, constraint);
    case "^":
      return isCaret(tested, constraint);
    default:
      return wildcard === undefined ? tested.compare(wanted) === 0 : isTilde(tested, constraint);
  }
}

/**
 * Whether a version satisfies a constraint.
 * @throws GoError for an invalid version or constraint
 */
export function satisfies(constraint: string, text: string): boolean {
  const alternatives = rewriteRanges(constraint).split("||").map(parseAll);
  const tested = parseVersion(text);
  return alternatives.some((all) => all.every((one) => holds(tested, one)));
}
