import {
  type InputSource,
  parsed,
  readInputs,
  runnerInputs,
  secret,
  text,
} from "@kalypso-actions/action-kit";
import { parseRepositoryName } from "@kalypso-actions/github";
import { parseShard } from "@kalypso-actions/manifests";
import { parseJobs } from "@kalypso-actions/rendering";

/** Documented in action.yml; a test holds the two together. */
export function renderInputs(source: InputSource = runnerInputs) {
  return readInputs(source, {
    schedule: text("schedule.json"),
    path: text("manifests"),
    shard: parsed(parseShard, "`<index>/<count>` with 1 <= index <= count, such as 3/8"),
    jobs: parsed(parseJobs, "a number of threads, from 1 to 64"),
    "issues-repository": parsed(parseRepositoryName, "`owner/name`"),
    token: secret(""),
  });
}
