/** What a person does once an existing platform has the workflows. */
import { visible } from "@kalypso-actions/diagnostics";
import { type BranchFiles, repositoryOf, type Settings } from "@kalypso-actions/setup";
import type { Line } from "../../text.ts";
import type { Survey } from "./survey.ts";

const workflow = /^\.github\/workflows\/[^/]+\.ya?ml$/;

/** Workflows that were there before: `owner/name#branch: path`. */
export function formerWorkflows(
  { branches, gitops }: Survey,
  added: readonly BranchFiles[],
  controlPlane: string,
): readonly string[] {
  const own = new Set(
    added.flatMap(({ repository, branch, wanted }) =>
      Object.keys(wanted).map((path) => `${repository}#${branch}: ${path}`),
    ),
  );
  const all = [
    ...[...branches.controlPlane].map(([branch, snapshot]) => ({
      repository: controlPlane,
      branch,
      snapshot,
    })),
    ...[...branches.gitops].map(([branch, snapshot]) => ({ repository: gitops, branch, snapshot })),
  ];
  return all
    .flatMap(({ repository, branch, snapshot }) =>
      snapshot.files
        .filter(({ path }) => workflow.test(path))
        .map(({ path }) => `${repository}#${branch}: ${path}`),
    )
    .filter((name) => !own.has(name));
}

export function nextText(settings: Settings, former: readonly string[]): readonly Line[] {
  const { server } = settings;
  const controlPlane = repositoryOf(settings, "control-plane");
  const steps = [
    ["Merge or close the operator's open pull requests, and stop it: docs/migrating-from-kalypso.md."],
    ...(former.length === 0
      ? []
      : [
          [
            "Delete those of these workflows that ours replace:",
            ...former.map((name) => `     ${visible(name)}`),
          ],
        ]),
    [`Run the workflow \`schedule\`: ${server}/${controlPlane}/actions/workflows/schedule.yml`],
    [`Review and merge its pull requests in ${server}/${repositoryOf(settings, "platform-gitops")}/pulls.`],
    [`Look from outside: \`kalypso doctor --control-plane ${server}/${controlPlane}\`.`],
  ];
  return [
    "",
    [
      {
        text: "The platform has everything that the workflows need; nothing of it has started.",
        style: "green",
      },
    ],
    "What is next:",
    ...steps.flatMap(([first = "", ...more], index) => [`${index + 1}. ${first}`, ...more]),
  ];
}
