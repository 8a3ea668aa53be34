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
import { parseRepositoryName } from "@kalypso-actions/github";

/** Documented in action.yml; a test holds the two together. */
export function promoteInputs(source: InputSource = runnerInputs) {
  const given = readInputs(source, {
    environment: matching(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, "the name of an environment"),
    commit: matching(/^[0-9a-f]{40}$/, "a full commit id, 40 hexadecimal digits", process.env["GITHUB_SHA"]),
    repository: parsed(parseRepositoryName, "`owner/name`"),
    token: secret(),
    "allow-rollback": flag(false),
    workflow: text(""),
    "start-workflow": choice(["auto", "always", "never"], "auto"),
    "job-token": secret(""),
  });
  const { token, "job-token": jobToken, "start-workflow": start, workflow } = given;
  // What the job's own token pushes starts no workflow.
  const isNeeded = start === "always" || (start === "auto" && token === jobToken);
  const own = parseRepositoryName(process.env["GITHUB_REPOSITORY"] ?? "");
  return {
    ...given,
    repository: given.repository ?? own,
    startWorkflow: isNeeded && workflow !== "" ? workflow : undefined,
  };
}
