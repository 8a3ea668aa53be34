/** New resources that the tools would not find where they are. */
import { type Diagnostic, wholeFile } from "@kalypso-actions/diagnostics";
import type { Checkout, NewFile } from "./addition.ts";

/**
 * Files that reading the whole does not reach: in a dot folder, listed in `.sourceignore`, or not listed by the
 * kustomization above them.
 * @param read the paths of a checkout that are read
 * @param folders the checkouts, as the person named them
 */
export function unreadFiles(
  files: readonly NewFile[],
  read: Readonly<Record<Checkout, ReadonlySet<string>>>,
  folders: Readonly<Record<Checkout, string>>,
): readonly Diagnostic[] {
  return files
    .filter(({ checkout, path }) => !path.startsWith(".github/") && !read[checkout].has(path))
    .map(({ checkout, path }) => ({
      severity: "error",
      code: "addition-unread",
      message: `${path} would not be read: a kustomization above it does not list it, .sourceignore excludes it, or it is in a dot folder`,
      hint: "List it in that kustomization first, or choose another folder with --folder.",
      place: wholeFile(path, folders[checkout]),
    }));
}
