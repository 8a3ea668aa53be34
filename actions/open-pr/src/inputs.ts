import {
  choice,
  flag,
  type InputSource,
  list,
  matching,
  parsed,
  readInputs,
  runnerInputs,
  secret,
  text,
} from "@kalypso-actions/action-kit";
import { parseRepositoryName } from "@kalypso-actions/github";
import { defaultHead } from "@kalypso-actions/proposals";

/** Names that git allows for branches; the whole of git's rules is git's to check. */
const branch = /^(?![-/.])(?!.*(?:\.\.|\/\/|@\{|\.lock$|[/.]$))[^\s~^:?*[\]\\]+$/;

/** Documented in action.yml; a test holds the two together. */
export function openPrInputs(source: InputSource = runnerInputs) {
  const repository = process.env["GITHUB_REPOSITORY"] ?? "";
  const given = readInputs(source, {
    path: text("manifests"),
    repository: parsed(parseRepositoryName, "`owner/name`"),
    base: matching(branch, "the name of a branch"),
    "target-path": matching(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$)).*$/, "a relative path without `..`", "."),
    head: parsed((name) => (branch.test(name) ? name : undefined), "the name of a branch"),
    token: secret(),
    title: text("Manifests for {base}"),
    body: text(""),
    labels: list(),
    "promoted-commit": parsed(
      (value) => (/^[0-9a-f]{40}$/.test(value) ? value : undefined),
      "a full commit id, 40 hexadecimal digits",
    ),
    inventory: list(),
    "auto-merge": flag(false),
    "merge-method": choice(["merge", "squash", "rebase"], "merge"),
    signed: flag(false),
    "dry-run": flag(false),
  });
  const targetPath = given["target-path"].replace(/^(?:\.\/)+|^\.$|\/+$/g, "");
  return {
    ...given,
    repository: given.repository ?? parseRepositoryName(repository),
    head: given.head ?? defaultHead(given.base, targetPath),
    title: given.title.replaceAll("{base}", given.base),
    targetPath,
  };
}
