/** Commits of many texts, for branches of which most are not there yet. */
import { actionsBot, type BranchWriter } from "./branch-writer.ts";

/** Which of these branches are there, and at which commit; asked in one request. @throws DiagnosticError git-* */
export async function branchHeads(
  writer: BranchWriter,
  branches: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map(branches.map((name) => [`refs/heads/${name}`, name]));
  const listing = await writer.ask(["ls-remote", "origin", ...names.keys()], "");
  return new Map(
    listing.split("\n").flatMap((row) => {
      const [commit = "", ref = ""] = row.split("\t");
      const name = names.get(ref);
      return name === undefined ? [] : [[name, commit] as const];
    }),
  );
}

/** A path as `git fast-import` reads it. */
function quoted(path: string): string {
  return `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}

/** Each commit has a ref of its own in the local repository. */
let made = 0;

interface TextCommit {
  /** A fetched commit; undefined for the first commit of a branch. */
  readonly parent: string | undefined;
  /** By path, null for what is removed; what else the parent has stays. */
  readonly texts: Readonly<Record<string, string | null>>;
  readonly message: string;
}

/** One commit, made by one process for all of its texts. @returns its id @throws DiagnosticError git-* */
export async function commitTexts(
  writer: BranchWriter,
  { parent, texts, message }: TextCommit,
): Promise<string> {
  const { name, email } = actionsBot;
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const stream = [
    `commit refs/made/${++made}\nmark :1\ncommitter ${name} <${email}> now\n`,
    data(`${message}\n`),
    parent === undefined ? "" : `from ${parent}\n`,
    ...Object.entries(texts).map(([path, text]) =>
      text === null ? `D ${quoted(path)}\n` : `M 100644 inline ${quoted(path)}\n${data(text)}`,
    ),
    "\nget-mark :1\ndone\n",
  ];
  // Keeps the pack, because unpacking it would take another process.
  const args = ["-c", "fastimport.unpackLimit=0", "fast-import", "--quiet", "--done", "--date-format=now"];
  return writer.ask(args, stream.join(""));
}
