import {
  branchName,
  choice,
  commitId,
  flag,
  type InputSource,
  innerPath,
  list,
  optional,
  readInputs,
  repositoryName,
  required,
  runnerInputs,
  secret,
  text,
} from "@kalypso-actions/action-kit";
import { titleText } from "@kalypso-actions/diagnostics";
import { parseRemovalLimit } from "@kalypso-actions/gitops-branch";
import { parseRepositoryName } from "@kalypso-actions/names";
import { defaultHead } from "@kalypso-actions/proposals";

const removalLimit = {
  parse: parseRemovalLimit,
  expected: "a number of assignments, or a percentage such as `25%`",
};

/** Documented in action.yml; a test compares the two. */
export function openPrInputs(source: InputSource = runnerInputs) {
  const given = readInputs(source, {
    path: text("manifests"),
    repository: required(repositoryName, process.env["GITHUB_REPOSITORY"]),
    base: required(branchName),
    "target-path": required(innerPath, "."),
    head: optional(branchName),
    token: secret(),
    "trusted-authors": list(),
    title: text("Manifests for {base}"),
    body: text(""),
    labels: list(),
    "promoted-commit": optional(commitId),
    "control-plane": optional(repositoryName),
    "control-plane-token": secret(""),
    inventory: list(),
    "max-removed": required(removalLimit, "25%"),
    "auto-merge": flag(false),
    "merge-method": choice(["merge", "squash", "rebase"], "merge"),
    signed: flag(false),
    "dry-run": flag(false),
  });
  return {
    ...given,
    controlPlane: given.controlPlane ?? parseRepositoryName(process.env["GITHUB_REPOSITORY"] ?? ""),
    head: given.head ?? defaultHead(given.base, given.targetPath),
    title: given.title.replaceAll("{base}", () => titleText(given.base)),
  };
}
