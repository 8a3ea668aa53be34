import { parsed, readInputs, text } from "@kalypso-actions/action-kit";
import { parseShard } from "@kalypso-actions/manifests";

/** Documented in action.yml; a test holds the two together. */
export function renderInputs() {
  return readInputs({
    schedule: text("schedule.json"),
    path: text("manifests"),
    shard: parsed(parseShard, "`<index>/<count>` with 1 <= index <= count, such as 3/8"),
  });
}
