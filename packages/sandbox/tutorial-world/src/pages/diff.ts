/** Parses unified diffs as written by git. */

export interface DiffLine {
  readonly kind: "added" | "removed" | "context" | "note";
  readonly text: string;
  /** Line numbers before and after the change; undefined on the side where the line does not exist. */
  readonly before: number | undefined;
  readonly after: number | undefined;
}

export interface Hunk {
  /** The line with the `@@`. */
  readonly heading: string;
  readonly lines: readonly DiffLine[];
}

export interface FileDiff {
  readonly path: string;
  readonly kind: "added" | "removed" | "changed";
  readonly isBinary: boolean;
  readonly hunks: readonly Hunk[];
}

const escapes: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  '"': 34,
  "\\": 92,
};

/** A file name as git writes it: with unusual characters it is quoted and escaped as in C. */
function unquoted(name: string): string {
  if (!name.startsWith('"')) return name;
  const bytes: Buffer[] = [];
  for (const [, octal, letter, plain] of name.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/g)) {
    if (octal !== undefined) bytes.push(Buffer.from([Number.parseInt(octal, 8)]));
    else if (letter !== undefined) bytes.push(Buffer.from([escapes[letter] ?? 63]));
    else bytes.push(Buffer.from(plain ?? ""));
  }
  return Buffer.concat(bytes).toString("utf8");
}

/** The path in `diff --git a/… b/…`; without rename detection both names are the same. */
function pathOf(heading: string): string {
  const names = heading.slice("diff --git ".length);
  return unquoted(names.slice((names.length + 1) / 2)).replace(/^b\//, "");
}

interface Reading {
  readonly lines: readonly string[];
  at: number;
}

const kinds: Readonly<Record<string, DiffLine["kind"]>> = {
  "+": "added",
  "-": "removed",
  " ": "context",
  "\\": "note",
};

/** Reads exactly the number of lines in the heading: a removed line may look like a file heading. */
function readHunk(reading: Reading, heading: string, match: RegExpExecArray): Hunk {
  const [from, fromCount, to, toCount] = match.slice(1).map((count) => Number(count ?? 1));
  let [before, after] = [from ?? 0, to ?? 0];
  const [endBefore, endAfter] = [before + (fromCount ?? 1), after + (toCount ?? 1)];
  const lines: DiffLine[] = [];
  while (reading.at < reading.lines.length) {
    const line = reading.lines[reading.at] ?? "";
    const kind = kinds[line[0] ?? ""];
    if (kind === undefined || (kind !== "note" && before >= endBefore && after >= endAfter)) break;
    reading.at++;
    const text = kind === "note" ? line.slice(2) : line.slice(1);
    const isBefore = kind === "removed" || kind === "context";
    const isAfter = kind === "added" || kind === "context";
    lines.push({ kind, text, before: isBefore ? before++ : undefined, after: isAfter ? after++ : undefined });
  }
  return { heading, lines };
}

function readFile(reading: Reading): FileDiff {
  const path = pathOf(reading.lines[reading.at++] ?? "");
  const hunks: Hunk[] = [];
  let kind: FileDiff["kind"] = "changed";
  let isBinary = false;
  for (let line = reading.lines[reading.at]; line !== undefined; line = reading.lines[reading.at]) {
    if (line.startsWith("diff --git ")) break;
    reading.at++;
    const heading = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (heading !== null) hunks.push(readHunk(reading, line, heading));
    else if (line.startsWith("new file mode ")) kind = "added";
    else if (line.startsWith("deleted file mode ")) kind = "removed";
    else if (line.startsWith("Binary files ")) isBinary = true;
  }
  return { path, kind, isBinary, hunks };
}

/** The files of a diff made without rename detection (`git diff --no-renames`). */
export function parseDiff(text: string): readonly FileDiff[] {
  const reading: Reading = { lines: text.split("\n"), at: 0 };
  const files: FileDiff[] = [];
  while (reading.at < reading.lines.length) {
    if (reading.lines[reading.at]?.startsWith("diff --git ")) files.push(readFile(reading));
    else reading.at++;
  }
  return files;
}
