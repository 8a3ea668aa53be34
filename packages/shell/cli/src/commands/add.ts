import { join, resolve } from "node:path";
import { type Addition, decide, environmentOf, type NewFile, remaining } from "@kalypso-actions/additions";
import { counted, hasErrors, sortDiagnostics } from "@kalypso-actions/diagnostics";
import { writeNewFiles } from "@kalypso-actions/files";
import { checkAdded } from "../add/check.ts";
import { type Checkouts, existingCheckout, readCheckout } from "../add/checkouts.ts";
import { commitFiles, type Delivery, proposeAddition } from "../add/deliver.ts";
import type { AddRequest } from "../add/request.ts";
import { type Command, onlyProblems } from "../command.ts";
import { required } from "../options.ts";
import type { Line } from "../text.ts";
import { UsageError } from "../usage-error.ts";

interface Added {
  readonly files: readonly NewFile[];
  readonly kept: readonly NewFile[];
  readonly left: readonly string[];
  readonly isDry: boolean;
  readonly delivery: AddRequest["delivery"];
  readonly deliveries: readonly Delivery[];
}

async function read(main: string, environment: string | undefined): Promise<Checkouts> {
  if (environment !== undefined && resolve(environment) === resolve(main))
    throw new UsageError(
      `--environment-folder is ${environment}, which is the checkout of main; expected one of the environment's branch`,
    );
  const nothing = { folder: "", snapshot: { commit: null, ref: null, files: [] } };
  const [ofMain, ofEnvironment] = await Promise.all([
    readCheckout(main),
    environment === undefined ? nothing : readCheckout(environment),
  ]);
  return { main: ofMain, environment: ofEnvironment };
}

/** The environment whose branch has to be valid, with its folder there. */
function environmentToCheck(addition: Addition, environments: readonly { name: string; path: string }[]) {
  if (addition.kind === "environment") return { name: addition.name, path: "." };
  return environments.find(({ name }) => name === environmentOf(addition));
}

function addText(
  { files, kept, left, isDry, delivery, deliveries }: Added,
  pathOf: (file: NewFile) => string,
): readonly Line[] {
  const listed = files.flatMap((file): readonly Line[] => {
    if (!isDry) {
      const verb = delivery === "pull-request" ? "proposed " : "written ";
      return [[{ text: verb, style: "green" }, pathOf(file)]];
    }
    const text = file.text.trimEnd().split("\n");
    return [[{ text: `# ${pathOf(file)}`, style: "bold" }], ...text, ""];
  });
  const there = kept.map((file): Line => [{ text: "is there ", style: "dim" }, pathOf(file)]);
  const verb = isDry ? "would be written" : delivery === "pull-request" ? "proposed" : "written";
  return [
    ...listed,
    ...there,
    `${counted(files.length, "file")} ${verb}`,
    ...deliveries.map(deliveryText),
    "",
    "What is left to do:",
    ...left.map((step, index) => `${index + 1}. ${step}`),
    ...(delivery === "write" && !isDry
      ? [
          "",
          "To commit the files, run the same command with --commit-files; to propose them, with --pull-request.",
        ]
      : []),
  ];
}

const deliveryWords: Readonly<Record<Delivery["action"], string>> = {
  committed: "committed to",
  opened: "pull request to",
  updated: "pull request, updated, to",
  unchanged: "pull request, open already, to",
  nothing: "everything is on",
};

function deliveryText({ action, branch, folder, what }: Delivery): string {
  const where = action === "committed" || (action === "nothing" && what === undefined) ? ` of ${folder}` : "";
  return `${deliveryWords[action]} ${branch}${where}${what === undefined ? "" : `: ${what}`}`;
}

/** Adds to a control plane that a person has checked out: everything that is decided, or nothing. */
export const addCommand: Command = async ({ controlPlane, add }, tools) => {
  const { addition, environmentFolder, isDry, delivery } = required(add, "<what>");
  const checkouts = await read(controlPlane, environmentFolder);
  const main = await existingCheckout("main", checkouts);
  const environment =
    environmentFolder === undefined ? undefined : await existingCheckout("environment", checkouts);
  if (main.value === undefined || (environment !== undefined && environment.value === undefined))
    return onlyProblems(sortDiagnostics([...main.diagnostics, ...(environment?.diagnostics ?? [])]));
  const decided = decide(addition, { main: main.value, environment: environment?.value });
  const environments = main.value.set.resources.Environment.map(({ name, data }) => ({
    name,
    path: data.spec.controlPlane.path,
  }));
  const isNew = addition.kind === "environment";
  const { files = [], kept = [], repo } = decided.value ?? {};
  const checked = await checkAdded({
    checkouts,
    files: [...files, ...kept],
    // A new environment without its files has nothing to check.
    environment:
      isNew && decided.value === undefined ? undefined : environmentToCheck(addition, environments),
  });
  const diagnostics = sortDiagnostics([...decided.diagnostics, ...checked]);
  if (decided.value === undefined || hasErrors(diagnostics)) return onlyProblems(diagnostics);
  const folders = { main: controlPlane, environment: environmentFolder };
  const pathOf = (file: NewFile) => join(folders[file.checkout] ?? "", file.path);
  const deliver = async (): Promise<readonly Delivery[]> => {
    if (isDry) return [];
    if (delivery === "commit") return commitFiles(addition, { files, kept, folders });
    const all = [...files, ...kept];
    if (delivery === "pull-request")
      return proposeAddition(addition, { files: all, folders, platforms: tools.platforms });
    writeNewFiles(files.map((file) => ({ path: pathOf(file), text: file.text })));
    return [];
  };
  const deliveries = await deliver();
  const left = remaining(addition, { folders, delivered: isDry ? "write" : delivery }, repo);
  const withPath = (file: NewFile) => ({ ...file, folder: folders[file.checkout] ?? "" });
  return {
    diagnostics,
    text: () => addText({ files, kept, left, isDry, delivery, deliveries }, pathOf),
    data: {
      written: !isDry && delivery !== "pull-request",
      deliveries,
      files: files.map(withPath),
      kept: kept.map(withPath),
      remaining: left,
    },
  };
};
