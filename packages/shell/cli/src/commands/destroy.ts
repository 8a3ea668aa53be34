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

/** Files that init has added and somebody has changed: they stay. */
function edited({ remove }: Removals): readonly string[] {
  return remove.flatMap(({ thing, found }) => {
    const { edited: paths = [] } = found.actual as { readonly edited?: readonly string[] };
    return thing.kind === "files"
      ? paths.map((path) => `${path} of ${thing.name.slice("files ".length)}`)
      : [];
  });
}

function other(controlPlane: string, existing: string | undefined): CommandResult {
  const isNew = existing !== undefined;
  return onlyProblems([
    {
      severity: "error",
      code: "input-invalid",
      message: isNew
        ? `init has made ${controlPlane} itself: the platform was not there before`
        : `${controlPlane} was there before: init has only added to it`,
      hint: isNew
        ? "Pass -o and -p instead of --existing."
        : `Pass \`--existing ${controlPlane}\` instead of -o and -p.`,
    },
  ]);
}

function listText(removals: Removals): readonly Line[] {
  const { remove, remaining } = removals;
  const others = remaining.filter(({ why }) => why !== "goes-with");
  return [
    [{ text: "Will be removed, with all that is in it", style: "bold" }],
    ...remove.map(({ thing }): Line => ["  ", { text: "- ", style: "red" }, thing.name]),
    ...edited(removals).map(
      (text): Line => ["  ", { text: "= ", style: "dim" }, `${text}, which somebody has changed, stays`],
    ),
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
      hint: "Check the names. Destroy removes only what init has recorded; remove anything else yourself.",
      place: wholeFile(recordPath),
    },
  ]);
}

/** Removes what init has made, once a person has typed the prefix. */
export const destroyCommand: Command = async ({ destroy: asked }, { platforms, dialogue, progress }) => {
  const request = required(asked, "-p");
  const { existing, organisation, prefix } = request;
  const controlPlane = existing ?? repositoryOf({ organisation, prefix }, "control-plane");
  const { drivers, readRecord, storeFor } = await platforms();
  const { value: record, diagnostics } = await readRecord(controlPlane);
  if (hasErrors(diagnostics)) return onlyProblems(diagnostics);
  if (record === undefined) return nothing(controlPlane);
  // A platform of another kind has its record in the same place.
  if ((record.existing === undefined) !== (existing === undefined)) return other(controlPlane, existing);
  const typed = existing ?? request.prefix;
  const removals = await lookForRemoval(record.things, drivers, controlPlane);
  const list = listText(removals);
  if (request.isDry) return { diagnostics: [], text: () => list, data: dataOf(removals, false) };
  const answer = request.consent ?? (await consent(dialogue, list, `Type ${typed} to remove this: `));
  if (answer !== typed)
    return {
      diagnostics: [],
      text: () => ["Nothing is removed."],
      data: dataOf(removals, false),
      exitCode: 1,
    };
  using doing = progress.doing("removing");
  await destroy(removals.remove, drivers, ({ thing }) => doing.update(`removing ${thing.name}`));
  if (existing !== undefined) await storeFor(controlPlane).erase();
  const left = removals.remaining.filter(({ why }) => why === "replaced");
  return {
    diagnostics: [],
    text: () => [
      `${counted(removals.remove.length, "thing")} removed, with all that was in it`,
      ...left.map(({ thing }) => `${thing.name} is left: it is not the one that init has made`),
      ...edited(removals).map((text) => `${text} is left: somebody has changed it`),
    ],
    data: dataOf(removals, true),
  };
};
