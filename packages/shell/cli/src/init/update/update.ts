/** `kalypso init --update`: the copied workflows, brought to this release by pull requests. */
import { type Diagnostic, hasErrors, wholeFile } from "@kalypso-actions/diagnostics";
import { recordPath, repositoryOf, updatedWorkflows } from "@kalypso-actions/setup";
import type { UpdatedBranch } from "@kalypso-actions/setups";
import { type CommandResult, onlyProblems, type Tools } from "../../command.ts";
import type { Line } from "../../text.ts";
import { version } from "../../version.ts";
import { readExamples } from "../examples.ts";
import type { Platforms } from "../platforms.ts";
import type { InitRequest } from "../request.ts";

function noRecord(controlPlane: string): Diagnostic {
  return {
    severity: "error",
    code: "setup-record-missing",
    message: `${controlPlane} has no ${recordPath}: nobody knows which repositories init has given workflows`,
    hint: "Check the names. Workflows that were copied by hand are updated by hand: compare them with workflows-examples.",
    place: wholeFile(recordPath),
  };
}

const actions: Readonly<Record<UpdatedBranch["action"], string>> = {
  opened: "opened",
  updated: "updated",
  unchanged: "is open already",
  nothing: "up to date",
  missing: "there is no such branch",
  planned: "a pull request would change",
};

const changes = {
  add: "new",
  replace: "replaced",
  merged: "merged with your changes",
  merge: "merged with your changes",
  conflict: "left: you and the release have changed the same lines",
  kept: "left: changed by you, not by the release",
  deleted: "left: deleted by you",
  unknown: "left: nobody knows from which release it was made",
  same: "",
} as const;

function text(branches: readonly UpdatedBranch[], release: string): readonly Line[] {
  const open = branches.filter(({ url }) => url !== undefined).length;
  const planned = branches.filter(({ action }) => action === "planned").length;
  return [
    ...branches.flatMap(({ repository, branch, action, url, files }): readonly Line[] => [
      [
        `${repository}#${branch}: `,
        { text: actions[action], style: "bold" },
        url === undefined ? "" : ` ${url}`,
      ],
      ...files
        .filter(({ change }) => change !== "same")
        .map(({ path, change }): Line => `  ${path}: ${changes[change]}`),
    ]),
    open + planned === 0
      ? `Nothing is to be updated: the workflows are those of ${release}, or left as they are.`
      : open === 0
        ? "Nothing is changed."
        : "Review and merge these pull requests, those of the GitOps repositories first.",
  ];
}

/** Each branch's pull request is opened once, and updated by later runs. */
export async function updatePlatform(
  request: InitRequest,
  { platforms, tools }: { readonly platforms: Platforms; readonly tools: Tools },
): Promise<CommandResult> {
  const { settings, existing, isDry } = request;
  const controlPlane = existing ?? repositoryOf(settings, "control-plane");
  const { value: record, diagnostics } = await platforms.readRecord(controlPlane);
  if (hasErrors(diagnostics)) return onlyProblems(diagnostics);
  if (record === undefined) return onlyProblems([noRecord(controlPlane)]);
  const release = version();
  const done: UpdatedBranch[] = [];
  using doing = tools.progress.doing("updating");
  for (const wanted of updatedWorkflows(readExamples(), record, settings)) {
    doing.update(`updating ${wanted.repository}#${wanted.branch}`);
    done.push(await platforms.updateBranch({ ...wanted, release }, { isDry }));
  }
  return { diagnostics: [], text: () => text(done, release), data: { release, branches: done } };
}
