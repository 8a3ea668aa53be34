import { normalisePath } from "@kalypso-actions/names";
import ignore from "ignore";

export const ignoreFile = ".sourceignore";

const yamlName = /\.ya?ml$/i;

export function isYamlPath(path: string): boolean {
  return yamlName.test(path);
}

function inDotFolder(path: string): boolean {
  return path
    .split("/")
    .slice(0, -1)
    .some((part) => part.startsWith("."));
}

function isBelow(path: string, folder: string): boolean {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}

/** Decides by a file's path alone whether to read it. */
export type PathRule = (path: string) => boolean;

/** Matching a path takes time to the power of these numbers; nobody needs more. */
const maxDoubleStars = 3;
const maxStarsInName = 2;
/** A pattern becomes a regular expression, which must not be too large; a path has at most 4,096 characters. */
const maxPatternLength = 4_096;

function isTooComplex(pattern: string): boolean {
  const parts = pattern.split("/");
  const stars = (part: string) => part.replaceAll(/\*+/g, "*").split("*").length - 1;
  return (
    pattern.length > maxPatternLength ||
    parts.filter((part) => part === "**").length > maxDoubleStars ||
    parts.some((part) => part !== "**" && stars(part) > maxStarsInName)
  );
}

/** The lines of a `.sourceignore` that are too long, or would take too long to match, counted from 1. */
export function complexPatterns(sourceignore: string): readonly number[] {
  return sourceignore
    .split("\n")
    .flatMap((line, index) => (!line.startsWith("#") && isTooComplex(line.trim()) ? [index + 1] : []));
}

/** Every file is compared with every pattern. */
const maxPatterns = 500;

function patternCount(sourceignore: string): number {
  return sourceignore.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#")).length;
}

/** The number of patterns in a `.sourceignore`, if it is too many. */
export function tooManyPatterns(sourceignore: string): string | undefined {
  const count = patternCount(sourceignore);
  return count > maxPatterns ? `the file has ${count} patterns; expected at most ${maxPatterns}` : undefined;
}

/** Every folder around a file is looked at; people nest ten or twenty. */
const maxFolders = 50;

/** A pattern takes up to 6 nanoseconds for a character of a path, and each folder is a path as well. */
const maxCompared = 2_000_000_000;

/**
 * A few objects of git can stand for very many paths, because folders may contain the same folder.
 * @param paths every file of the repository
 * @returns what is too much, and how much is allowed
 */
export function pathsOverBudget(paths: Iterable<string>, sourceignore: string): string | undefined {
  const maxCharacters = maxCompared / Math.max(patternCount(sourceignore), 1);
  const seen = new Set<string>();
  let characters = 0;
  for (const path of paths) {
    const depth = path.split("/", maxFolders + 2).length - 1;
    if (depth > maxFolders)
      return `a file in more than ${maxFolders} folders inside each other, \`${path.slice(0, 60)}...\``;
    characters += path.length;
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      const folder = path.slice(0, end);
      if (seen.has(folder)) break;
      seen.add(folder);
      characters += end;
    }
    if (characters > maxCharacters)
      return `more than ${Math.floor(maxCharacters)} characters in the paths of its files and folders, which is the most for the number of patterns in its ${ignoreFile}`;
  }
  return undefined;
}

/** The files that a `.sourceignore` lists. */
export function ignoredFiles(sourceignore: string): PathRule {
  const ignored = ignore({ ignorecase: false }).add(sourceignore);
  return (path) => ignored.ignores(path);
}

/**
 * The files that may contain resources: YAML files at or below `folder` (or the one file that it names), outside dot
 * folders, and not listed in the repository's `.sourceignore` (gitignore syntax). `.environments/` is always read.
 * @param folder path inside the repository; the empty string or `.` for all of it
 * @param sourceignore text of the `.sourceignore` at the repository's root, whatever `folder` is
 */
export function resourceFiles(folder: string, sourceignore = ""): PathRule {
  const root = normalisePath(folder);
  const isIgnored = ignoredFiles(sourceignore);
  return (path) => {
    if (path === root) return true;
    if (!isYamlPath(path) || !isBelow(path, root)) return false;
    const inner = root === "" ? path : path.slice(root.length + 1);
    if (inner.startsWith(".environments/")) return !inDotFolder(inner.slice(".environments/".length));
    return !inDotFolder(inner) && !isIgnored(path);
  };
}
