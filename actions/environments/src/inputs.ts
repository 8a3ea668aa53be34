import { readInputs, secret, text } from "@kalypso-actions/action-kit";

/** Documented in action.yml; a test holds the two together. */
export function environmentsInputs() {
  return readInputs({
    "control-plane": text("."),
    token: secret(""),
  });
}
