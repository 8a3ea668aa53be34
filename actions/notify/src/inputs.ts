import {
  choice,
  flag,
  type InputSource,
  matching,
  parsed,
  readInputs,
  runnerInputs,
  secret,
  text,
} from "@kalypso-actions/action-kit";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import { parseRepositoryName, type RepositoryName } from "@kalypso-actions/github";
import { isInnerPath, normalisePath, refName } from "@kalypso-actions/resources";

const commit = /^[0-9a-f]{40}$/;
const commitForm = "a full commit id, 40 hexadecimal digits";

interface Common {
  readonly controlPlane: RepositoryName;
  readonly token: string;
  readonly commit: string;
}

/** Manifests were merged into an environment's branch. */
interface Merged {
  readonly event: "check-promote";
  /** As given; without it, every environment whose inventory is at the commit. */
  readonly environment: string | undefined;
  /** Taken where no inventory names the environment. */
  readonly branch: string;
  /** As given; undefined where the tracking file tells. */
  readonly promotedCommit: string | undefined;
  /** The checkout. */
  readonly path: string;
  /** The branch that was pushed; undefined where nothing was, and it is not given. */
  readonly gitopsBranch: string | undefined;
  /** The environment's folder, as given; the empty string for the root. */
  readonly gitopsPath: string | undefined;
  readonly onlyIfPromoted: boolean;
}

/** The deployment targets of a workload have changed. */
interface WorkloadChanged {
  readonly event: "workload-changed";
  /** Its repository and branch: where the run is. */
  readonly source: string;
  readonly ref: string;
}

export type MergedNotification = Merged & Common;

export type Notification = (Merged | WorkloadChanged) & Common;

/** Documented in action.yml; a test holds the two together. */
export function notifyInputs(source: InputSource = runnerInputs): Notification {
  const given = readInputs(source, {
    "control-plane": parsed(parseRepositoryName, "`owner/name`"),
    token: secret(),
    "event-type": choice(["check-promote", "workload-changed"], "check-promote"),
    environment: parsed(
      (name) => (/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name) ? name : undefined),
      "the name of an environment",
    ),
    commit: matching(commit, commitForm, process.env["GITHUB_SHA"]),
    "promoted-commit": parsed((value) => (commit.test(value) ? value : undefined), commitForm),
    path: text("."),
    "gitops-branch": parsed((name) => (refName.test(name) ? name : undefined), "the name of a branch"),
    "gitops-path": parsed(
      (value) => (isInnerPath(value) ? normalisePath(value) : undefined),
      "a relative path without `..`",
    ),
    "only-if-promoted": flag(false),
  });
  const {
    "control-plane": controlPlane,
    token,
    "event-type": event,
    "promoted-commit": promotedCommit,
  } = given;
  if (controlPlane === undefined) throw missing("control-plane", "owner/name");
  const common = { controlPlane, token, commit: given.commit };
  if (event === "workload-changed") {
    const unfit = [
      "environment",
      "promoted-commit",
      "gitops-branch",
      "gitops-path",
      "only-if-promoted",
    ] as const;
    const misplaced = unfit.filter((name) => given[name]);
    const { GITHUB_REPOSITORY: repository = "", GITHUB_REF_NAME: ref = "" } = process.env;
    if (misplaced.length === 0) return { ...common, event, source: repository, ref };
    throw new DiagnosticError({
      severity: "error",
      code: "input-invalid",
      message: `${misplaced.map((name) => `\`${name}\``).join(", ")} say nothing with \`event-type: workload-changed\``,
      hint: "Leave them out: all environments are scheduled anew.",
    });
  }
  const branch = given.environment ?? process.env["GITHUB_REF_NAME"] ?? "";
  if (branch === "") throw missing("environment", "dev");
  // With these inputs the event is not about a push to this repository.
  const isTold = promotedCommit !== undefined || given["gitops-path"] !== undefined;
  return {
    ...common,
    event,
    environment: given.environment,
    branch,
    promotedCommit,
    path: given.path,
    gitopsBranch: given["gitops-branch"] ?? (isTold ? undefined : process.env["GITHUB_REF_NAME"]),
    gitopsPath: given["gitops-path"],
    onlyIfPromoted: given["only-if-promoted"],
  };
}

function missing(name: string, example: string): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "input-missing",
    message: `the input \`${name}\` is missing`,
    hint: `Add it to the step: \`with: { ${name}: ${example} }\`.`,
  });
}
