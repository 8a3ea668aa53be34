import { matching, parsed, readInputs, secret, text } from "@kalypso-actions/action-kit";
import { parseRepositoryName } from "@kalypso-actions/github";

/** Documented in action.yml; a test holds the two together. */
export function notifyInputs() {
  const { "control-plane": controlPlane, ...given } = readInputs({
    "control-plane": parsed(parseRepositoryName, "`owner/name`"),
    token: secret(),
    environment: matching(
      /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
      "the name of an environment",
      process.env["GITHUB_REF_NAME"],
    ),
    commit: matching(/^[0-9a-f]{40}$/, "a full commit id, 40 hexadecimal digits", process.env["GITHUB_SHA"]),
    path: text("."),
    "event-type": matching(/^[\w.-]{1,100}$/, "the name of an event", "check-promote"),
  });
  return { ...given, controlPlane };
}
