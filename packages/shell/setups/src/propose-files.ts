/** New files as one pull request, without a checkout. */
import { DiagnosticError, visible, wholeFile } from "@kalypso-actions/diagnostics";
import type { Access } from "./github/access.ts";
import { openWriter, type ProposedChange, proposeChanges } from "./github/branch-proposal.ts";

export interface NewFilesProposal {
  /** `owner/name` */
  readonly repository: string;
  /** Of the pull request's base. */
  readonly branch: string;
  readonly head: string;
  readonly title: string;
  readonly body: string;
  /** Texts by path. */
  readonly files: Readonly<Record<string, string>>;
}

export interface ProposedFiles {
  readonly action: ProposedChange["action"];
  readonly url: string | undefined;
}

/** @throws DiagnosticError input-invalid, addition-blocked, head-*, git-*, github-* */
export async function proposeFiles(access: Access, wanted: NewFilesProposal): Promise<ProposedFiles> {
  const { repository, branch, files } = wanted;
  await using writer = await openWriter(access, repository);
  const state = await writer.branch(branch);
  if (state === undefined)
    throw new DiagnosticError({
      severity: "error",
      code: "input-invalid",
      message: `${repository} has no branch ${visible(branch)}, to which a pull request could be opened`,
      hint: "Push the branch first, or commit the files with --commit.",
    });
  const changes = await Promise.all(
    Object.entries(files).map(async ([path, text]) => ({
      path,
      object: await writer.writeText(text),
      mode: "100644",
    })),
  );
  const taken = changes.filter(({ path, object }) => {
    const there = state.files.get(path);
    return there !== undefined && there.object !== object;
  });
  if (taken.length > 0)
    throw new DiagnosticError(
      taken.map(({ path }) => ({
        severity: "error",
        code: "addition-blocked",
        message: `${path} cannot be proposed: ${repository} has another file of that name on ${visible(branch)}`,
        hint: "Nothing is overwritten. Bring the checkout up to date with `git pull`, and run the same command again.",
        place: wholeFile(path, `${repository}#${branch}`),
      })),
    );
  const base = { branch, commit: state.commit, tree: state.tree };
  const { action, pullRequest } = await proposeChanges(
    access,
    { repository, writer },
    { ...wanted, base, changes },
  );
  return { action, url: pullRequest?.url };
}
