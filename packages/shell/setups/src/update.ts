/** Brings the workflows of one branch to a release, by a pull request; what somebody has changed is kept. */
import type { BranchState, BranchWriter } from "@kalypso-actions/git";
import {
  type BaseText,
  decideWorkflow,
  formatBases,
  parseBases,
  type WorkflowChange,
  workflowsPath,
} from "@kalypso-actions/setup";
import type { Access } from "./github/access.ts";
import { openWriter, type ProposedChange, proposeChanges } from "./github/branch-proposal.ts";

export interface BranchWorkflows {
  /** `owner/name` */
  readonly repository: string;
  readonly branch: string;
  readonly release: string;
  /** The release's texts by path. */
  readonly next: Readonly<Record<string, string>>;
  /** Git object ids of what init has written, if its record has them. */
  readonly recorded: Readonly<Record<string, string>>;
}

interface UpdatedFile {
  readonly path: string;
  /** `conflict`: somebody and the release have changed the same lines. */
  readonly change: WorkflowChange | "merged" | "conflict";
}

export interface UpdatedBranch extends Pick<BranchWorkflows, "repository" | "branch"> {
  /** `missing`: there is no such branch. */
  readonly action: ProposedChange["action"] | "missing" | "planned";
  readonly url: string | undefined;
  readonly files: readonly UpdatedFile[];
}

interface Decided extends UpdatedFile {
  /** What to write; undefined if the file stays. */
  readonly object: string | undefined;
  readonly base: BaseText | undefined;
}

/** The base texts, as object ids that this writer knows. */
async function basesOf(writer: BranchWriter, state: BranchState, recorded: BranchWorkflows["recorded"]) {
  const file = state.files.get(workflowsPath);
  const text = file && (await writer.texts([file.object])).get(file.object);
  const known = text === undefined ? undefined : parseBases(text);
  if (known === undefined)
    return new Map(
      Object.entries(recorded).map(([path, object]) => [path, { object, kept: { object } as BaseText }]),
    );
  const entries = Object.entries(known.files).map(async ([path, base]) => {
    const object = "text" in base ? await writer.writeText(base.text) : base.object;
    return [path, { object, kept: base }] as const;
  });
  return new Map(await Promise.all(entries));
}

async function decided(
  writer: BranchWriter,
  state: BranchState,
  { next, recorded }: BranchWorkflows,
): Promise<readonly Decided[]> {
  const bases = await basesOf(writer, state, recorded);
  const all: Decided[] = [];
  for (const [path, text] of Object.entries(next)) {
    const wanted = await writer.writeText(text);
    const present = state.files.get(path)?.object;
    const known = bases.get(path);
    const change = decideWorkflow({ base: known?.object, present, next: wanted });
    const base = known?.kept;
    if (change === "add" || change === "replace" || change === "same")
      all.push({ path, change, object: change === "same" ? undefined : wanted, base: { object: wanted } });
    else if (change === "merge") {
      const merged = await writer.mergedText({ base: known?.object, ours: present, theirs: wanted });
      if (merged === undefined) all.push({ path, change: "conflict", object: undefined, base });
      else all.push({ path, change: "merged", object: merged, base: { text } });
    } else all.push({ path, change, object: undefined, base });
  }
  return all;
}

const words: Readonly<Record<UpdatedFile["change"], string>> = {
  add: "is new",
  replace: "is replaced: nobody had changed it",
  merged: "was changed by hand: the release's changes are merged into yours",
  merge: "",
  conflict:
    "stays: it was changed by hand in the lines that the release changes. Compare it with workflows-examples",
  kept: "stays: it was changed by hand, and the release has not changed it",
  deleted: "stays deleted",
  unknown: "stays: nobody knows from which release it was made. Compare it with workflows-examples",
  same: "",
};

function bodyOf(release: string, files: readonly UpdatedFile[]): string {
  const lines = files.flatMap(({ path, change }) =>
    words[change] === "" ? [] : [`- \`${path}\` ${words[change]}.`],
  );
  return [
    `Brings the workflows to release ${release} of kalypso-actions. Nothing that somebody has changed is overwritten.`,
    "",
    ...lines,
    "",
    `\`${workflowsPath}\` records the release's texts, so that the next update can merge, too.`,
    "",
  ].join("\n");
}

/** @throws DiagnosticError head-*, git-*, github-* */
export async function updateBranch(
  access: Access,
  wanted: BranchWorkflows,
  { isDry }: { readonly isDry: boolean },
): Promise<UpdatedBranch> {
  const { repository, branch, release } = wanted;
  await using writer = await openWriter(access, repository);
  const state = await writer.branch(branch);
  const place = { repository, branch };
  if (state === undefined) return { ...place, action: "missing", url: undefined, files: [] };
  const files = await decided(writer, state, wanted);
  const told = files.map(({ path, change }) => ({ path, change }));
  const changed = files.filter(({ object }) => object !== undefined);
  if (changed.length === 0) return { ...place, action: "nothing", url: undefined, files: told };
  if (isDry) return { ...place, action: "planned", url: undefined, files: told };
  const bases = files.flatMap(({ path, base }) => (base === undefined ? [] : [[path, base] as const]));
  const text = formatBases({ version: 1, release, files: Object.fromEntries(bases) });
  const modeOf = (path: string) => state.files.get(path)?.mode ?? "100644";
  const { action, pullRequest } = await proposeChanges(
    access,
    { repository, writer },
    {
      base: { branch, commit: state.commit, tree: state.tree },
      head: `kalypso/update-${branch}`,
      title: `Workflows of kalypso-actions ${release}`,
      body: bodyOf(release, told),
      changes: [
        ...changed.map(({ path, object = "" }) => ({ path, object, mode: modeOf(path) })),
        { path: workflowsPath, object: await writer.writeText(text), mode: "100644" },
      ],
    },
  );
  return { ...place, action, url: pullRequest?.url, files: told };
}
