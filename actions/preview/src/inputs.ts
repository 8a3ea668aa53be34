import {
  allowedHosts,
  allowedOwners,
  branchName,
  environmentName,
  flag,
  type InputSource,
  list,
  optional,
  readInputs,
  repositoryName,
  required,
  runnerInputs,
  secret,
  text,
} from "@kalypso-actions/action-kit";
import { parseLimits } from "@kalypso-actions/fleet";

const limits = {
  parse: (value: string) => parseLimits(value.split(/[\n,]/).filter((part) => part.trim() !== "")),
  expected:
    "a number of assignments or a percentage, and limits of single environments, as in `25%, prod:5%`",
};

/** Documented in action.yml; a test compares the two. */
export function previewInputs(source: InputSource = runnerInputs) {
  const given = readInputs(source, {
    environment: optional(environmentName),
    "control-plane": required(repositoryName, process.env["GITHUB_REPOSITORY"]),
    "control-plane-branch": required(branchName, "main"),
    token: secret(),
    "read-token": secret(""),
    "allowed-owners": allowedOwners(),
    "allowed-hosts": allowedHosts(),
    "max-removed": required(limits, "25%"),
    "max-changed": optional(limits),
    "allow-label": text("removals-allowed"),
    "trusted-authors": list(),
    comment: flag(true),
    output: text("preview.md"),
  });
  return { ...given, readToken: given.readToken === "" ? given.token : given.readToken };
}
