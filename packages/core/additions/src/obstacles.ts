/** What is in the places of new files: nothing is overwritten, and no link is followed. */
import { type Diagnostic, wholeFile } from "@kalypso-actions/diagnostics";
import { type ResourceSet, readResources } from "@kalypso-actions/resources";
import type { NewFile } from "./addition.ts";
import type { Existing, ExistingCheckout, ExistingFile } from "./existing.ts";

interface Obstacles {
  /** The new files that are there with the same text. */
  readonly kept: readonly NewFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Folders that contain a path: `a`, `a/b` of `a/b/c`. */
function foldersAbove(path: string): readonly string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** Other file systems take names for the same that differ in case only. */
function samePath(path: string): (file: ExistingFile) => boolean {
  const wanted = path.toLowerCase();
  return (file) => file.path.toLowerCase() === wanted;
}

function namesIn({ resources }: ResourceSet): readonly string[] {
  return Object.values(resources)
    .flat()
    .map(({ kind, name }) => `the ${kind} \`${name}\``);
}

function contentOf({ path, text }: ExistingFile): string {
  if (text === undefined) return "a file that is not read as text";
  const names = namesIn(readResources([{ path, text }]).value);
  if (names.length > 0) return `a file with ${names.join(", ")}`;
  return text.trim() === "" ? "an empty file" : "a file without resources of this project";
}

function occupied(path: string, { folder }: ExistingCheckout, what: string): Diagnostic {
  return {
    severity: "error",
    code: "addition-blocked",
    message: `${path} cannot be written: there is ${what}`,
    hint: "Nothing is overwritten. Choose another name, or move what is there away.",
    place: wholeFile(path, folder),
  };
}

/** @returns what is in the place of a file, `same` for the file itself, undefined if the place is free */
function found({ path, text }: NewFile, { files }: ExistingCheckout): string | undefined {
  const own = files.find(samePath(path));
  if (own !== undefined) {
    if (own.kind === "symlink") return "a symbolic link";
    return own.path === path && own.text === text ? "same" : contentOf(own);
  }
  const folder = path.toLowerCase();
  if (files.some((file) => file.path.toLowerCase().startsWith(`${folder}/`))) return "a folder of that name";
  for (const above of foldersAbove(path)) {
    const blocking = files.find(samePath(above));
    if (blocking !== undefined)
      return `${blocking.kind === "symlink" ? "a symbolic link" : "a file"} in the place of its folder ${blocking.path}`;
  }
  return undefined;
}

export function obstacles(wanted: readonly NewFile[], existing: Existing): Obstacles {
  const kept: NewFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const file of wanted) {
    const checkout = existing[file.checkout];
    const what = checkout === undefined ? undefined : found(file, checkout);
    if (what === "same") kept.push(file);
    else if (checkout !== undefined && what !== undefined)
      diagnostics.push(occupied(file.path, checkout, what));
  }
  return { kept, diagnostics };
}
