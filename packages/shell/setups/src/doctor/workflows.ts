/** Which workflows are on which branch, read with git. */
import type { Diagnostic, Outcome } from "@kalypso-actions/diagnostics";
import type { SnapshotReader } from "@kalypso-actions/git";
import type { Unread } from "./unread.ts";

type Workflows = Readonly<Record<string, readonly string[]>>;

const folder = ".github/workflows/";

async function workflowsOn(reader: SnapshotReader, repo: string, ref: string) {
  const { value, diagnostics } = await reader.read({ repo, ref }, () => false);
  const names = value?.files
    .filter(({ path }) => path.startsWith(folder))
    .map(({ path }) => path.slice(folder.length));
  return { ref, names, diagnostics };
}

/**
 * @param branches those that are looked at
 * @returns no value if they cannot be read
 */
export async function observeWorkflows(
  reader: SnapshotReader,
  {
    repo,
    repository,
    branches,
  }: { readonly repo: string; readonly repository: string; readonly branches: readonly string[] },
  unread: Unread,
): Promise<Outcome<Workflows | undefined>> {
  const read = await Promise.all([...new Set(branches)].map((branch) => workflowsOn(reader, repo, branch)));
  // A branch that is not there has none.
  const failed = read.filter(
    ({ diagnostics: [first] }) => first !== undefined && first.code !== "git-ref-missing",
  );
  const diagnostics = failed.flatMap((each): readonly Diagnostic[] => each.diagnostics);
  if (diagnostics.some(({ code }) => code === "git-denied")) {
    unread.add({ what: `files of ${repository}`, permission: "Contents: read", scope: "repo" });
    return { value: undefined, diagnostics: [] };
  }
  // Each branch fails in the same way.
  if (failed.length > 0) return { value: undefined, diagnostics: diagnostics.slice(0, 1) };
  const entries = read.flatMap(({ ref, names }) => (names === undefined ? [] : [[ref, names] as const]));
  return { value: Object.fromEntries(entries), diagnostics: [] };
}
