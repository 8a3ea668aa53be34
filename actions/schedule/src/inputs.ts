import {
  choice,
  type InputSource,
  matching,
  parsed,
  readInputs,
  runnerInputs,
  secret,
  text,
  wholeNumber,
} from "@kalypso-actions/action-kit";
import { dnsLabel } from "@kalypso-actions/resources";

/** Documented in action.yml; a test holds the two together. */
export function scheduleInputs(source: InputSource = runnerInputs) {
  return readInputs(source, {
    environment: matching(dnsLabel, "an environment's name: lower case letters, digits and `-`"),
    "control-plane": text("."),
    token: secret(""),
    "base-commit": parsed(
      (value) => (/^[0-9a-f]{40}$/.test(value) ? value : undefined),
      "a full commit id, 40 hexadecimal digits",
    ),
    "on-workload-error": choice(["hold", "stop"], "hold"),
    "shard-size": wholeNumber(12_500, 1, 1_000_000),
    output: text("schedule.json"),
  });
}
