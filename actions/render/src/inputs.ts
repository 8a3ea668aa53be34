import {
  type InputSource,
  parsed,
  readInputs,
  runnerInputs,
  secret,
  text,
} from "@kalypso-actions/action-kit";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import { parseRepositoryName } from "@kalypso-actions/github";
import { parseShard } from "@kalypso-actions/manifests";
import { parseJobs } from "@kalypso-actions/rendering";

/** Documented in action.yml; a test holds the two together. */
export function renderInputs(source: InputSource = runnerInputs) {
  const inputs = readInputs(source, {
    schedule: text("schedule.json"),
    path: text("manifests"),
    shard: parsed(parseShard, "`<index>/<count>` with 1 <= index <= count, such as 3/8"),
    jobs: parsed(parseJobs, "a number of threads, from 1 to 64"),
    "issues-repository": parsed(parseRepositoryName, "`owner/name`"),
    token: secret(""),
  });
  if (inputs["issues-repository"] !== undefined && inputs.shard !== undefined)
    throw new DiagnosticError({
      severity: "error",
      code: "input-invalid",
      message:
        "the inputs `issues-repository` and `shard` exclude each other: a shard does not know what the others found",
      hint: "Keep issues in a job that renders all of it.",
    });
  return inputs;
}
