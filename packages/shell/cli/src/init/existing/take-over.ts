/** `kalypso init --existing`: what a platform lacks that the Kalypso operator runs today. */
import { type Diagnostic, hasErrors, sortDiagnostics } from "@kalypso-actions/diagnostics";
import { objectId } from "@kalypso-actions/files";
import type { Snapshot } from "@kalypso-actions/git";
import {
  addedFiles,
  type BranchFiles,
  checkSettings,
  existingPlan,
  fileProblems,
  type InitRecord,
  type PlatformWorkflows,
  platformWorkflows,
  type Settings,
} from "@kalypso-actions/setup";
import { type CommandResult, onlyProblems, type Tools } from "../../command.ts";
import { azureScript } from "../azure-script.ts";
import { carryOut } from "../carry-out.ts";
import { readExamples } from "../examples.ts";
import { withGiven } from "../given.ts";
import type { Platforms } from "../platforms.ts";
import { type InitRequest, needsAzure, needsOf, settingsOf } from "../request.ts";
import { differencesOf, differencesText, inventoryFilesOf } from "./differences.ts";
import { formerWorkflows, nextText } from "./next.ts";
import { type Survey, survey } from "./survey.ts";

function settingsFor(request: InitRequest, found: Survey, controlPlane: string): InitRequest {
  const { settings } = request;
  const [organisation = "", name = ""] = controlPlane.split("/");
  const places = Object.fromEntries(
    found.environments.map(({ name: environment, branch, gitopsBranch, gitopsPath }) => [
      environment,
      { branch, gitopsBranch, gitopsPath },
    ]),
  );
  return {
    ...request,
    settings: {
      ...settings,
      organisation,
      environments: found.environments.map((environment) => environment.name),
      visibility: found.isPrivate ? "private" : "public",
      existing: {
        controlPlane: name,
        gitops: found.gitops.split("/")[1] ?? "",
        gitopsDefaultBranch: found.gitopsDefaultBranch,
        places,
        workloads: found.workloads,
      },
    },
  };
}

/** Of a branch: what is in the place of wanted files. A link, and what is no text, is another file. */
function presentOf(snapshot: Snapshot | undefined, wanted: Readonly<Record<string, string>>) {
  const found = (snapshot?.files ?? []).filter(({ path }) => wanted[path] !== undefined);
  return Object.fromEntries(found.map(({ path, text }) => [path, text === undefined ? "" : objectId(text)]));
}

/** Each branch with what it is to have: the GitOps repository's first, and the control plane's main last. */
function branchesOf(
  found: Survey,
  workflows: PlatformWorkflows,
  controlPlane: string,
): readonly BranchFiles[] {
  const { branches, environments, gitops } = found;
  const ofGitops = Object.entries(workflows.gitops).map(([branch, wanted]) => {
    const snapshot = branches.gitops.get(branch);
    const inventories = environments
      .filter(({ gitopsBranch }) => gitopsBranch === branch)
      .map((environment) => (snapshot === undefined ? {} : inventoryFilesOf(environment, snapshot)));
    return { repository: gitops, branch, wanted: Object.assign({}, wanted, ...inventories) };
  });
  const ofPlane = Object.entries(workflows.controlPlane)
    .sort(([a], [b]) => Number(a === "main") - Number(b === "main"))
    .map(([branch, wanted]) => ({ repository: controlPlane, branch, wanted }));
  return [...ofGitops, ...ofPlane].map((each) => {
    const of = each.repository === gitops ? branches.gitops : branches.controlPlane;
    return { ...each, present: presentOf(of.get(each.branch), each.wanted) };
  });
}

/** What an earlier run has added is wanted as it was, though the text of its time is not known any more. */
function withRecorded(
  branch: BranchFiles,
  record: InitRecord | undefined,
  snapshot: Snapshot | undefined,
): BranchFiles {
  const known = record?.things.find(
    ({ kind, wants }) =>
      kind === "files" && wants["repository"] === branch.repository && wants["branch"] === branch.branch,
  );
  const paths = Object.keys((known?.wants["objects"] ?? {}) as Readonly<Record<string, string>>);
  const more = (snapshot?.files ?? []).filter(
    ({ path, text }) => text !== undefined && paths.includes(path) && branch.wanted[path] === undefined,
  );
  const texts = Object.fromEntries(more.map(({ path, text = "" }) => [path, text]));
  return {
    ...branch,
    wanted: { ...branch.wanted, ...texts },
    present: { ...branch.present, ...presentOf(snapshot, texts) },
  };
}

interface Means {
  readonly platforms: Platforms;
  readonly tools: Tools;
}

interface Found {
  readonly value: Survey;
  readonly diagnostics: readonly Diagnostic[];
  readonly controlPlane: string;
}

async function complete(asked: InitRequest, means: Means, found: Found): Promise<CommandResult> {
  const { platforms } = means;
  const { value, controlPlane } = found;
  const request = settingsFor(asked, value, controlPlane);
  const [checked, subscription, record] = await Promise.all([
    platforms.check({ ...request.settings, needs: needsOf(request) }),
    needsAzure(request) ? platforms.subscription() : undefined,
    platforms.readRecord(controlPlane),
  ]);
  const settings: Settings = settingsOf(request, subscription, checked.capabilities);
  const compared = value.environments.map((environment) => {
    const snapshot = value.branches.gitops.get(environment.gitopsBranch) ?? {
      commit: null,
      ref: null,
      files: [],
    };
    return differencesOf(environment, snapshot);
  });
  const branches = branchesOf(value, platformWorkflows(readExamples(), settings), controlPlane).map(
    (branch) => {
      const of = branch.repository === controlPlane ? value.branches.controlPlane : value.branches.gitops;
      return withRecorded(branch, record.value, of.get(branch.branch));
    },
  );
  const problems = sortDiagnostics([
    ...found.diagnostics,
    ...checkSettings(settings),
    ...checked.diagnostics,
    ...record.diagnostics,
    ...compared.flatMap(({ diagnostics }) => diagnostics),
    ...branches.flatMap((branch) => fileProblems(branch, record.value, objectId)),
  ]);
  if (hasErrors(problems)) return onlyProblems(problems);
  const files = branches.flatMap((branch) => addedFiles(branch, record.value, objectId) ?? []);
  const { plan, outputs } = await withGiven(existingPlan(settings, files), request, platforms);
  const differences = compared.map((each) => each.value);
  const former = formerWorkflows(value, branches, controlPlane);
  return carryOut(request, means, {
    settings,
    plan,
    outputs,
    record: record.value,
    problems,
    about: differencesText(differences, value.gitops),
    more: { environments: differences, formerWorkflows: former },
    summary: () => nextText(settings, former),
    left: async () =>
      request.printsAz ? ["", ...(await azureScript(plan, platforms.drivers, await platforms.issuer()))] : [],
  });
}

/** Shows what is there and what is missing, asks, and adds that. Nothing that is there is changed. */
export async function takeOver(request: InitRequest, means: Means): Promise<CommandResult> {
  const controlPlane = request.existing ?? "";
  const { server } = request.settings;
  await using reader = means.platforms.openReader([`${server}/${controlPlane}`]);
  const asking = { ...means, reader, controlPlane, server, environments: request.environments };
  const { value, diagnostics } = await survey(asking);
  if (value === undefined) return onlyProblems(diagnostics);
  return complete(request, means, { value, diagnostics, controlPlane });
}
