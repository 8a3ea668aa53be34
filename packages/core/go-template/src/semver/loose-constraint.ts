/**
 * Version constraints as in Masterminds/semver 1.5, which the operator uses: `^0.2` reaches up to 1.0, `1.2` means
 * 1.2.0, and omitted numbers count as zero. Syntax unknown to 1.5, such as a space between two constraints, is read as
 * in 3.2.
 */
import { RE2JS } from "re2js";
import { type Constraint, number, operators, rewriteRanges, satisfies, suffix } from "./constraint.ts";
import { parseLoosely, type Version } from "./version.ts";

const pattern = RE2JS.compile(
  `^\\s*(|${operators})\\s*v?(${number})(\\.${number})?(\\.${number})?(-${suffix})?(?:\\+${suffix})?\\s*$`,
);

const isWildcard = (part: string) => /^\.?[xX*]$/.test(part);

/** @returns undefined for an invalid constraint */
function parseOne(text: string): Constraint | undefined {
  const matcher = pattern.matcher(text);
  if (!matcher.find()) return undefined;
  const [operator = "", major = "", minor = "", patch = "", prerelease = ""] = [1, 2, 3, 4, 5].map(
    (group) => matcher.group(group) ?? "",
  );
  const of = (version: string, wildcard: Constraint["wildcard"]) => {
    return { operator, version: parseLoosely(version), wildcard };
  };
  if (isWildcard(major)) return of("0.0.0", "major");
  if (minor === "" || isWildcard(minor)) return of(`${major}.0.0${prerelease}`, "minor");
  if (isWildcard(patch)) return of(`${major}${minor}.0${prerelease}`, "patch");
  return of(text.trim().replace(/^[^v0-9]*/, ""), undefined);
}

/** Whether a version stays within the numbers that a constraint fixes. */
function isWithin({ parts: found }: Version, { version: { parts: want }, wildcard }: Constraint): boolean {
  return found.major <= want.major && (found.minor <= want.minor || wildcard === "minor");
}

function isTilde(tested: Version, { version: wanted, wildcard }: Constraint): boolean {
  const [found, want] = [tested.parts, wanted.parts];
  if (tested.compare(wanted) < 0) return false;
  const isZero = want.major === 0n && want.minor === 0n && want.patch === 0n;
  if (isZero && wildcard !== "minor" && wildcard !== "patch") return true;
  return found.major === want.major && (found.minor === want.minor || wildcard === "minor");
}

function isOther({ parts: found }: Version, { version: { parts: want }, wildcard }: Constraint): boolean {
  return found.major !== want.major || (found.minor !== want.minor && wildcard !== "minor");
}

function holds(tested: Version, constraint: Constraint): boolean {
  const { operator, version: wanted, wildcard } = constraint;
  const isUnwantedPrerelease = tested.parts.prerelease !== "" && wanted.parts.prerelease === "";
  if (isUnwantedPrerelease && (operator !== "!=" || wildcard !== undefined)) return false;
  const order = tested.compare(wanted);
  switch (operator) {
    case "!=":
      return wildcard === undefined ? order !== 0 : isOther(tested, constraint);
    case ">":
      return order > 0;
    case "<":
      return wildcard === undefined ? order < 0 : isWithin(tested, constraint);
    case ">=":
    case "=>":
      return order >= 0;
    case "<=":
    case "=<":
      return wildcard === undefined ? order <= 0 : isWithin(tested, constraint);
    case "~":
    case "~>":
      return isTilde(tested, constraint);
    case "^":
      return order >= 0 && tested.parts.major === wanted.parts.major;
    default:
      return wildcard === undefined ? order === 0 : isTilde(tested, constraint);
  }
}

/**
 * Whether a version satisfies a constraint.
 * @throws GoError for an invalid version or constraint
 */
export function satisfiesLoosely(constraint: string, text: string): boolean {
  const alternatives = rewriteRanges(constraint)
    .split("||")
    .map((all) => all.split(",").map(parseOne));
  const tested = parseLoosely(text);
  const known = alternatives.map((all) => all.filter((one) => one !== undefined));
  const isKnown = known.every((all, index) => all.length === alternatives[index]?.length);
  return isKnown ? known.some((all) => all.every((one) => holds(tested, one))) : satisfies(constraint, text);
}
