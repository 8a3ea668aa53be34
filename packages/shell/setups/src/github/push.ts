/** Branches pushed without a checkout, all of them or none. */
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import { BranchWriter, branchHeads, commitTexts } from "@kalypso-actions/git";
import type { Access } from "./access.ts";

/** Texts by path, by branch; null for what is removed. */
type Branches = Readonly<Record<string, Readonly<Record<string, string | null>>>>;

/** @returns false if somebody else has moved one of the branches */
async function pushWith(writer: BranchWriter, branches: Branches, message: string): Promise<boolean> {
  const moves: { readonly commit: string; readonly branch: string; readonly expected: string | null }[] = [];
  const heads = await branchHeads(writer, Object.keys(branches));
  for (const [branch, files] of Object.entries(branches)) {
    const before = heads.has(branch) ? (await writer.branch(branch))?.commit : undefined;
    const commit = await commitTexts(writer, { parent: before, texts: files, message });
    moves.push({ branch, commit, expected: before ?? null });
  }
  return writer.pushAll(moves);
}

interface Push {
  /** `owner/name` */
  readonly repository: string;
  readonly branches: Branches;
  readonly message: string;
}

/**
 * One commit on each branch. What is on a branch already stays.
 * @throws DiagnosticError git-*
 */
export async function push(
  { server, token }: Access,
  { repository, branches, message }: Push,
): Promise<void> {
  const { url, api } = server;
  await using writer = await BranchWriter.open({
    repo: `${url}/${repository}`,
    tokens: [{ origin: new URL(url).origin, token }],
    ...(api?.time === undefined ? {} : { time: api.time }),
  });
  if (await pushWith(writer, branches, message)) return;
  throw new DiagnosticError({
    severity: "error",
    code: "git-push-refused",
    message: `somebody else has pushed to ${repository} meanwhile`,
    hint: "Run the same command again.",
  });
}
