import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { scheduleEnvironment } from "@kalypso-actions/control-plane";
import { type Diagnostic, formatReport, hasErrors, sortDiagnostics } from "@kalypso-actions/diagnostics";
import { openSnapshotReader, type SnapshotReader } from "@kalypso-actions/git";
import { sampleHost, temporaryFolder, World, type WorldSnapshot } from "@kalypso-actions/github-sandbox";
import { type FileTree, inPathOrder } from "@kalypso-actions/gitops-branch";
import { render, withoutFollowUps } from "@kalypso-actions/manifests";
import { FolderReader } from "./folder-reader.ts";

export const casesFolder = fileURLToPath(new URL("../cases", import.meta.url));
const baseRepositories = fileURLToPath(new URL("../base-repositories", import.meta.url));

export interface CaseOutcome {
  readonly diagnostics: readonly Diagnostic[];
  readonly files: FileTree;
}

async function importAll(world: World, folder: string): Promise<void> {
  for (const repository of await readdir(folder)) {
    for (const branch of await readdir(join(folder, repository))) {
      await world.import({ repository, branch }, join(folder, repository, branch));
    }
  }
}

/** The base of every case's input. */
export async function openBase(folder: string): Promise<WorldSnapshot> {
  const world = await World.open(join(folder, "world"));
  await importAll(world, baseRepositories);
  return world.snapshot(join(folder, "snapshot"));
}

/** The request: the environment `dev` by its branch, unless `case.json` says otherwise. */
interface Question {
  readonly environment: string;
  readonly ref: string;
}

async function questionOf(name: string): Promise<Question> {
  const text = await readFile(join(casesFolder, name, "case.json"), "utf8").catch(() => "{}");
  return { environment: "dev", ref: "dev", ...(JSON.parse(text) as Partial<Question>) };
}

/** Runs a case: its input on top of the base repositories, read with real git, scheduled and rendered. */
export async function runCase(name: string, base: WorldSnapshot): Promise<CaseOutcome> {
  await using folder = await temporaryFolder();
  const world = await World.open(folder.path);
  await world.restore(base);
  await importAll(world, join(casesFolder, name, "input"));
  await using reader = openSnapshotReader({ env: { ...process.env, ...world.env } });
  // Awaited, because the reader and its folder are disposed when this scope ends.
  return await outcomeOf(name, reader);
}

/** The same without git, and so as fast as the product itself. */
export async function runCaseFromFolders(name: string): Promise<CaseOutcome> {
  await using reader = new FolderReader([baseRepositories, join(casesFolder, name, "input")]);
  return await outcomeOf(name, reader);
}

async function outcomeOf(name: string, reader: SnapshotReader): Promise<CaseOutcome> {
  const { environment, ref } = await questionOf(name);
  const controlPlane = { repo: `${sampleHost}/control-plane`, ref };
  const scheduled = await scheduleEnvironment(reader, { environment, controlPlane });
  if (scheduled.value === undefined) return { diagnostics: scheduled.diagnostics, files: new Map() };
  const rendered = render(scheduled.value);
  const diagnostics = sortDiagnostics([
    ...scheduled.diagnostics,
    ...withoutFollowUps(rendered.diagnostics, scheduled.broken),
  ]);
  return { diagnostics, files: hasErrors(diagnostics) ? new Map() : rendered.value };
}

/** The report, without machine-specific parts: commits, folders, git's wording. */
export function reportText({ diagnostics }: CaseOutcome): string {
  const text = formatReport(diagnostics)
    .replaceAll(/@[0-9a-f]{7}\b/g, "@<commit>")
    .replaceAll(/ \(git said: .*?\)$/gm, " (git said: ...)")
    .replaceAll(/'?file:\/\/\S*\/contoso\//g, "<server>/")
    .replaceAll(/(?<![:\w/])\/\S*?\/contoso\//g, "<server>/");
  return text === "" ? "" : `${text}\n`;
}

/** All files as one readable text, for a snapshot. */
export function filesText(files: FileTree): string {
  return [...inPathOrder(files)]
    .map(([path, text]) => `=== ${path}\n${text}${text.endsWith("\n") ? "" : "\n\\ no final newline\n"}`)
    .join("");
}
