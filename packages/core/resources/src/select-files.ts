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

function isTooComplex(pattern: string): boolean {
  const parts = pattern.split("/");
  const stars = (part: string) => part.replaceAll(/\*+/g, "*").split("*").length - 1;
  return (
    parts.filter((part) => part === "**").length > maxDoubleStars ||
    parts.some((part) => part !== "**" && stars(part) > maxStarsInName)
  );
}

/** The lines of a `.sourceignore` that would take too long to match, counted from 1. */
export function complexPatterns(sourceignore: string): readonly number[] {
  return sourceignore
    .split("\n")
    .flatMap((line, index) => (!line.startsWith("#") && isTooComplex(line.trim()) ? [index + 1] : []));
}

/** Every file is compared with every pattern. */
const maxPatterns = 500;

/** The number of patterns in a `.sourceignore`, if it is too many. */
export function tooManyPatterns(sourceignore: string): string | undefined {
  const count = sourceignore.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#")).length;
  return count > maxPatterns ? `the file has ${count} patterns; expected at most ${maxPatterns}` : undefined;
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
