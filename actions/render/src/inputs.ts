import {
  type InputSource,
  list,
  optional,
  readInputs,
  repositoryName,
  runnerInputs,
  secret,
  text,
} from "@kalypso-actions/action-kit";
import { parseShard } from "@kalypso-actions/manifests";
import { parseJobs } from "@kalypso-actions/rendering";

const shard = { parse: parseShard, expected: "`<index>/<count>` with 1 <= index <= count, such as 3/8" };
const jobs = { parse: parseJobs, expected: "a number of threads, from 1 to 64" };

/** Documented in action.yml; a test compares the two. */
export function renderInputs(source: InputSource = runnerInputs) {
  return readInputs(source, {
    schedule: text("schedule.json"),
    path: text("manifests"),
    shard: optional(shard),
    jobs: optional(jobs),
    "issues-repository": optional(repositoryName),
    token: secret(""),
    "trusted-authors": list(),
  });
}
