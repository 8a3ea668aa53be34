import { type InputSource, readInputs, runnerInputs, secret, text } from "@kalypso-actions/action-kit";

/** Documented in action.yml; a test compares the two. */
export function environmentsInputs(source: InputSource = runnerInputs) {
  return readInputs(source, {
    "control-plane": text("."),
    token: secret(""),
  });
}
