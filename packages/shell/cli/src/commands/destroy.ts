import { counted, hasErrors, wholeFile } from "@kalypso-actions/diagnostics";
import { type Removals, recordPath, repositoryOf } from "@kalypso-actions/setup";
import { destroy, lookForRemoval } from "@kalypso-actions/setups";
import { type Command, type CommandResult, onlyProblems } from "../command.ts";
import { consent } from "../init/consent.ts";
import { required } from "../options.ts";
import type { Line } from "../text.ts";

const reasons = {
  gone: "is not there any more",
  replaced: "is not the one that init has made; it stays",
  "goes-with": "",
} as const;

function listText({ remove, remaining }: Removals): readonly Line[] {
  const others = remaining.filter(({ why }) => why !== "goes-with");
  return [
    [{ text: "Will be removed, with all that is in it", style: "bold" }],
    ...remove.map(({ thing }): Line => ["  ", { text: "- ", style: "red" }, thing.name]),
    ...others.map(
      ({ thing, why }): Line => ["  ", { text: "= ", style: "dim" }, `${thing.name} ${reasons[why]}`],
    ),
  ];
}

function dataOf({ remove, remaining }: Removals, isDone: boolean) {
  return {
    removed: isDone,
    things: remove.map(({ thing }) => ({ name: thing.name, id: thing.id })),
    left: remaining.map(({ thing, why, of }) => ({ name: thing.name, why, of })),
  };
}

function nothing(controlPlane: string): CommandResult {
  return onlyProblems([
    {
      severity: "error",
      code: "setup-record-missing",
      message: `${controlPlane} has no ${recordPath}: nobody knows what init has made`,
      hint: "Check -o and -p. Destroy removes only what init has recorded; remove anything else yourself.",
      place: wholeFile(recordPath),
    },
  ]);
}

/** Removes what init has made, once a person has typed the prefix. */
export const destroyCommand: Command = async ({ destroy: asked }, { platforms, dialogue, progress }) => {
  const request = required(asked, "-p");
  const controlPlane = repositoryOf(request, "control-plane");
  const { drivers, readRecord } = await platforms();
  const { value: record, diagnostics } = await readRecord(controlPlane);
  if (hasErrors(diagnostics)) return onlyProblems(diagnostics);
  if (record === undefined) return nothing(controlPlane);
  const removals = await lookForRemoval(record.things, drivers, controlPlane);
  const list = listText(removals);
  if (request.isDry) return { diagnostics: [], text: () => list, data: dataOf(removals, false) };
  const answer =
    request.consent ?? (await consent(dialogue, list, `Type ${request.prefix} to remove this: `));
  if (answer !== request.prefix)
    return {
      diagnostics: [],
      text: () => ["Nothing is removed."],
      data: dataOf(removals, false),
      exitCode: 1,
    };
  using doing = progress.doing("removing");
  await destroy(removals.remove, drivers, ({ thing }) => doing.update(`removing ${thing.name}`));
  const left = removals.remaining.filter(({ why }) => why === "replaced");
  return {
    diagnostics: [],
    text: () => [
      `${counted(removals.remove.length, "thing")} removed, with all that was in it`,
      ...left.map(({ thing }) => `${thing.name} is left: it is not the one that init has made`),
    ],
    data: dataOf(removals, true),
  };
};
