import {
  branchName,
  choice,
  commitId,
  environmentName,
  flag,
  type InputSource,
  innerPath,
  optional,
  readInputs,
  repositoryName,
  required,
  runnerInputs,
  secret,
  text,
} from "@kalypso-actions/action-kit";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import type { RepositoryName } from "@kalypso-actions/names";

interface Common {
  readonly controlPlane: RepositoryName;
  readonly token: string;
  readonly commit: string;
}

/** Manifests were merged into an environment's branch. */
interface Merged {
  readonly event: "check-promote";
  /** From the input; if undefined, every environment with an inventory at the commit. */
  readonly environment: string | undefined;
  /** Used if no inventory names the environment. */
  readonly branch: string;
  /** From the input; undefined to read the tracking file. */
  readonly promotedCommit: string | undefined;
  /** The checkout. */
  readonly path: string;
  /** The pushed branch; undefined without a push and without the input. */
  readonly gitopsBranch: string | undefined;
  /** The environment's folder, from the input; the empty string for the root. */
  readonly gitopsPath: string | undefined;
  readonly onlyIfPromoted: boolean;
}

/** The deployment targets of a workload have changed. */
interface WorkloadChanged {
  readonly event: "workload-changed";
  /** The workload's repository and branch, which are the run's. */
  readonly source: string;
  readonly ref: string;
}

export type MergedNotification = Merged & Common;

export type Notification = (Merged | WorkloadChanged) & Common;

/** Documented in action.yml; a test compares the two. */
export function notifyInputs(source: InputSource = runnerInputs): Notification {
  const given = readInputs(source, {
    "control-plane": required(repositoryName),
    token: secret(),
    "event-type": choice(["check-promote", "workload-changed"], "check-promote"),
    environment: optional(environmentName),
    commit: required(commitId, process.env["GITHUB_SHA"]),
    "promoted-commit": optional(commitId),
    path: text("."),
    "gitops-branch": optional(branchName),
    "gitops-path": optional(innerPath),
    "only-if-promoted": flag(false),
  });
  return given.eventType === "workload-changed" ? workloadChanged(given) : merged(given);
}

interface Given extends Common {
  readonly environment: string | undefined;
  readonly promotedCommit: string | undefined;
  readonly path: string;
  readonly gitopsBranch: string | undefined;
  readonly gitopsPath: string | undefined;
  readonly onlyIfPromoted: boolean;
}

/** The inputs that concern an environment. */
const aboutEnvironments = {
  environment: "environment",
  promotedCommit: "promoted-commit",
  gitopsBranch: "gitops-branch",
  gitopsPath: "gitops-path",
  onlyIfPromoted: "only-if-promoted",
} as const;

function workloadChanged({ controlPlane, token, commit, ...given }: Given): WorkloadChanged & Common {
  const misplaced = Object.entries(aboutEnvironments).filter(
    ([key]) => given[key as keyof typeof aboutEnvironments],
  );
  const { GITHUB_REPOSITORY: repository = "", GITHUB_REF_NAME: ref = "" } = process.env;
  if (misplaced.length === 0)
    return { controlPlane, token, commit, event: "workload-changed", source: repository, ref };
  const names = misplaced.map(([, name]) => `\`${name}\``).join(", ");
  throw new DiagnosticError({
    severity: "error",
    code: "input-invalid",
    message: `${names} ${misplaced.length === 1 ? "has" : "have"} no effect with \`event-type: workload-changed\``,
    hint: "Remove the inputs: every environment is scheduled again.",
  });
}

function merged({ controlPlane, token, commit, ...given }: Given): MergedNotification {
  const { environment, promotedCommit, gitopsPath } = given;
  const branch = environment ?? process.env["GITHUB_REF_NAME"] ?? "";
  if (branch === "")
    throw new DiagnosticError({
      severity: "error",
      code: "input-missing",
      message: "the input `environment` is missing",
      hint: "Add it to the step: `with: { environment: dev }`.",
    });
  // With these inputs, the event does not describe a push to this repository.
  const isTold = promotedCommit !== undefined || gitopsPath !== undefined;
  const gitopsBranch = given.gitopsBranch ?? (isTold ? undefined : process.env["GITHUB_REF_NAME"]);
  return { ...given, controlPlane, token, commit, event: "check-promote", branch, gitopsBranch };
}
