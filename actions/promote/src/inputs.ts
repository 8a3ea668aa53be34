import {
  choice,
  commitId,
  environmentName,
  flag,
  type InputSource,
  list,
  readInputs,
  repositoryName,
  required,
  runnerInputs,
  secret,
  text,
} from "@kalypso-actions/action-kit";

/** The word stands for the commit that the environment has. */
const commitOrPinned = {
  parse: (text: string) => (text === "pinned" ? text : commitId.parse(text)),
  expected: `${commitId.expected}, or \`pinned\``,
};

/** Documented in action.yml; a test compares the two. */
export function promoteInputs(source: InputSource = runnerInputs) {
  const { GITHUB_SHA, GITHUB_REPOSITORY } = process.env;
  const given = readInputs(source, {
    environment: required(environmentName),
    commit: required(commitOrPinned, GITHUB_SHA),
    repository: required(repositoryName, GITHUB_REPOSITORY),
    token: secret(),
    "trusted-authors": list(),
    via: choice(["push", "pull-request"], "push"),
    "allow-rollback": flag(false),
    workflow: text(""),
    "start-workflow": choice(["auto", "always", "never"], "auto"),
    "job-token": secret(""),
  });
  const { token, jobToken, startWorkflow: start, workflow } = given;
  // A push with the job's own token starts no workflow.
  const isNeeded = start === "always" || (start === "auto" && token === jobToken);
  return { ...given, workflow: isNeeded && workflow !== "" ? workflow : undefined };
}
