/** A file's change as a patch, in time that grows with the file's length. */
import { createTwoFilesPatch, formatPatch, structuredPatch } from "diff";

/** Two texts, and what the patch calls them. */
interface Change {
  readonly from: string;
  readonly to: string;
  readonly before: string;
  readonly after: string;
}

/** Lines removed and added; looking for the shortest patch takes time that grows with the square of their number. */
const mostEdits = 2_000;

/** All lines of one text, and then all of the other. */
function replacement({ from, to, before, after }: Change): string {
  const [removed] = structuredPatch(from, to, before, "").hunks;
  const [added] = structuredPatch(from, to, "", after).hunks;
  const lines = [...(removed?.lines ?? []), ...(added?.lines ?? [])];
  const [oldLines, newLines] = [removed?.oldLines ?? 0, added?.newLines ?? 0];
  const hunk = { oldStart: 1, oldLines, newStart: 1, newLines, lines };
  const names = { oldFileName: from, newFileName: to, oldHeader: undefined, newHeader: undefined };
  return formatPatch({ ...names, hunks: [hunk] });
}

/** The shortest patch with three lines around each change, or all lines where very many differ. */
export function patchText(change: Change): string {
  const { from, to, before, after } = change;
  // What is added or removed as a whole has one patch.
  const options = { context: 3, maxEditLength: before === "" || after === "" ? Infinity : mostEdits };
  const patch = createTwoFilesPatch(from, to, before, after, undefined, undefined, options);
  return (patch ?? replacement(change)).replace(/^=+\n/, "").trimEnd();
}
