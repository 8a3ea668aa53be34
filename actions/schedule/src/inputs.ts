import {
  allowedHosts,
  allowedOwners,
  choice,
  commitId,
  environmentName,
  type InputSource,
  list,
  optional,
  readInputs,
  required,
  runnerInputs,
  secret,
  text,
  wholeNumber,
} from "@kalypso-actions/action-kit";

/** Documented in action.yml; a test compares the two. */
export function scheduleInputs(source: InputSource = runnerInputs) {
  return readInputs(source, {
    environment: required(environmentName),
    "control-plane": text("."),
    token: secret(""),
    "allowed-owners": allowedOwners(),
    "allowed-hosts": allowedHosts(),
    "base-commit": optional(commitId),
    "on-workload-error": choice(["hold", "stop"], "hold"),
    release: list(),
    "shard-size": required(wholeNumber(1, 1_000_000), "12500"),
    output: text("schedule.json"),
  });
}
