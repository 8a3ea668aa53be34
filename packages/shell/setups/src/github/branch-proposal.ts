/** One pull request for one purpose: opened once, and updated by every later run. */
import type { BranchWriter } from "@kalypso-actions/git";
import { BranchWriter as Writer } from "@kalypso-actions/git";
import { Commits, type PullRequest, PullRequests } from "@kalypso-actions/github";
import { commitMessage, readHead, writeHead } from "@kalypso-actions/proposals";
import type { Access } from "./access.ts";

interface FileChangeToPropose {
  readonly path: string;
  readonly object: string;
  readonly mode: string;
}

interface Proposing {
  readonly base: { readonly branch: string; readonly commit: string; readonly tree: string };
  readonly head: string;
  readonly title: string;
  readonly body: string;
  readonly changes: readonly FileChangeToPropose[];
}

export interface ProposedChange {
  readonly action: "opened" | "updated" | "unchanged" | "nothing";
  readonly pullRequest: PullRequest | undefined;
}

/** Opens a repository for such proposals. */
export async function openWriter({ server, token }: Access, repository: string): Promise<BranchWriter> {
  const { url, api } = server;
  return Writer.open({
    repo: `${url}/${repository}`,
    tokens: [{ origin: new URL(url).origin, token }],
    ...(api?.time === undefined ? {} : { time: api.time }),
  });
}

/**
 * Puts the changes on the head branch, on top of the base branch, and describes them in its pull request. A pull request that
 * somebody else has opened from it keeps its text.
 * @throws DiagnosticError head-*, git-*, github-*
 */
export async function proposeChanges(
  access: Access,
  { repository, writer }: { readonly repository: string; readonly writer: BranchWriter },
  { base, head, title, body, changes }: Proposing,
): Promise<ProposedChange> {
  const tree = await writer.tree(
    base.commit,
    changes.map(({ path, object, mode }) => ({ path, file: { object, mode } })),
  );
  if (tree === base.tree) return { action: "nothing", pullRequest: undefined };
  const at = access.at(repository);
  const pulls = new PullRequests(at);
  const destination = { base: base.branch, targetPath: "" };
  const former = await readHead({ writer, commits: new Commits(at), base: base.commit }, head, destination);
  const isWritten = former?.tree === tree && former.parent === base.commit;
  if (!isWritten)
    await writeHead({ writer, signed: undefined }, former, {
      branch: head,
      tree,
      parent: base.commit,
      message: commitMessage({ title }, base.commit, destination),
    });
  const found = await pulls.find(head, base.branch);
  if (found === undefined)
    return { action: "opened", pullRequest: await pulls.open(head, base.branch, { title, body }) };
  const isDescribed = !found.isOwn || (found.title === title && found.body.trim() === body.trim());
  if (!isDescribed) await pulls.update(found.number, { title, body });
  return { action: isWritten && isDescribed ? "unchanged" : "updated", pullRequest: found };
}
