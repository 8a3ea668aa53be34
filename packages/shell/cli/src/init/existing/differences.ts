/** How a render differs from what the operator wrote, for people: a line for each rule, never one for each file. */
import { counted, hasErrors, type Outcome, visible } from "@kalypso-actions/diagnostics";
import { objectId } from "@kalypso-actions/files";
import type { Snapshot } from "@kalypso-actions/git";
import {
  adoptedFiles,
  below,
  type ExplainedDifference,
  explainAdoption,
  inventoryPath,
  trackingPath,
} from "@kalypso-actions/gitops-branch";
import { inventoryOf } from "@kalypso-actions/manifests";
import { compare } from "../../comparison.ts";
import type { Line } from "../../text.ts";
import type { SurveyedEnvironment } from "./survey.ts";

interface EnvironmentDifferences {
  readonly environment: string;
  readonly branch: string;
  /** The number of files of the render. */
  readonly files: number;
  readonly differences: readonly ExplainedDifference[];
}

function textsBelow(snapshot: Snapshot, path: string): ReadonlyMap<string, string> {
  const prefix = path === "" ? "" : `${path}/`;
  return new Map(
    snapshot.files.flatMap(({ path: name, text }) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), text ?? ""] as const] : [],
    ),
  );
}

/** What a first pull request would change, and why. */
export function differencesOf(
  { name, rendered, gitopsBranch, gitopsPath }: SurveyedEnvironment,
  snapshot: Snapshot,
): Outcome<EnvironmentDifferences> {
  const { schedule, files } = rendered;
  const compared = compare(snapshot, rendered);
  const held = inventoryOf({ schedule, files, objectId, held: rendered.held }).held ?? [];
  const folders = new Set(held.flatMap(({ assignments }) => Object.keys(assignments)));
  const wanted = new Map(files);
  if (schedule.promotedCommit !== null) wanted.set(trackingPath, schedule.promotedCommit);
  const prefix = gitopsPath === "" ? 0 : gitopsPath.length + 1;
  const differences = hasErrors(compared.diagnostics)
    ? []
    : explainAdoption({
        present: textsBelow(snapshot, gitopsPath),
        wanted,
        removed: compared.value.removed
          .map(({ path }) => path.slice(prefix))
          .filter((path) => path !== trackingPath),
        isHeld: (path) => folders.has(path.split("/").slice(0, 2).join("/")),
      });
  return {
    value: { environment: name, branch: gitopsBranch, files: files.size, differences },
    diagnostics: compared.diagnostics,
  };
}

/**
 * The inventory of a branch that has none. While something is held, nobody knows whose each file is: then the first pull
 * request brings the inventory.
 */
export function inventoryFilesOf(
  { rendered, gitopsPath }: SurveyedEnvironment,
  snapshot: Snapshot,
): Readonly<Record<string, string>> {
  const { schedule, files, held } = rendered;
  const present = textsBelow(snapshot, "");
  if (held.length > 0 || schedule.held.length > 0 || present.has(below(gitopsPath, inventoryPath))) return {};
  return adoptedFiles({
    present,
    wanted: files,
    targetPath: gitopsPath,
    inventoryOf: (some) => inventoryOf({ schedule, files: some, objectId }),
    objectId,
  });
}

const shownFiles = 3;

function filesText(files: readonly string[]): string {
  const more = files.length - shownFiles;
  const first = files.slice(0, shownFiles).map(visible).join(", ");
  return more > 0 ? `${first} and ${more} more` : first;
}

export function differencesText(all: readonly EnvironmentDifferences[], gitops: string): readonly Line[] {
  return all.flatMap(({ environment, branch, files, differences }): readonly Line[] => {
    const where = `${gitops}#${branch}`;
    if (differences.length === 0)
      return [
        [
          `${environment}: `,
          { text: "no difference", style: "green" },
          ` to what the operator has written on ${where}, in ${counted(files, "file")}`,
        ],
      ];
    return [
      [
        `${environment}: `,
        { text: "differences", style: "yellow" },
        ` to what the operator has written on ${where}:`,
      ],
      ...differences.map(
        ({ why, files: own }): Line => `  ${counted(own.length, "file")}: ${why} (${filesText(own)})`,
      ),
    ];
  });
}
