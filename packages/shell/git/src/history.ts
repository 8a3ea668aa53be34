/** The newest commits of a branch that change a file. */
import type { RunTime } from "@kalypso-actions/deadlines";
import { present } from "@kalypso-actions/diagnostics";
import { BareRepository } from "./bare-repository.ts";
import type { HostToken } from "./environment.ts";

export interface HistoryCommit {
  readonly commit: string;
  /** Of its author, as ISO 8601. */
  readonly at: string;
  /** The author's name. */
  readonly author: string;
  /** The whole message. */
  readonly message: string;
}

interface HistoryRequest {
  readonly repo: string;
  readonly branch: string;
  /** In the repository. */
  readonly path: string;
  /** How far back the branch is read, in commits. */
  readonly depth: number;
}

interface HistoryOptions {
  readonly tokens?: readonly HostToken[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly time?: RunTime;
}

function commitOf(record: string): HistoryCommit {
  const [commit = "", at = "", author = "", ...message] = record.split("\n\u0001");
  return { commit: commit.trim(), at, author, message: message.join("\n\u0001") };
}

/**
 * The commits on the branch's first line, newest first; a merge counts as one. Reads no file's contents.
 * @throws DiagnosticError git-*
 */
export async function readHistory(
  { repo, branch, path, depth }: HistoryRequest,
  { tokens = [], env, time }: HistoryOptions = {},
): Promise<readonly HistoryCommit[]> {
  const revision = { repo, ref: branch };
  await using repository = await BareRepository.open({ revision, tokens, ...present({ env, time }) });
  // One more: git shows the oldest commit that it has as if it had added every file.
  const head = await repository.fetchBranch(branch, [`--depth=${depth + 1}`]);
  const line = await repository.git(["rev-list", "--first-parent", `--max-count=${depth + 1}`, head]);
  const beyond = line.toString("utf8").trim().split("\n")[depth];
  const format = "%H%n%x01%aI%n%x01%an%n%x01%B";
  const log = await repository.git([
    "log",
    "-z",
    "--first-parent",
    `--format=${format}`,
    head,
    ...(beyond === undefined ? [] : [`^${beyond}`]),
    "--",
    `:(literal)${path}`,
  ]);
  return log
    .toString("utf8")
    .split("\0")
    .filter((record) => record.trim() !== "")
    .map(commitOf);
}
