import { cpSync, existsSync, globSync, mkdirSync, rmSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { findFiles } from "./files.ts";
import { flagInput, linesInput, type StandIn, type StandInContext } from "./stand-in.ts";

/** Each attempt of a run has its own artifacts. */
export const artifactsFolder = "artifacts";

function folderOf({ services, run }: StandInContext): string {
  return join(services.storage, artifactsFolder, `${run.id}-${run.attempt}`);
}

function demandName(name: string): void {
  const [character] = /[":<>|*?\r\n\\/]/.exec(name) ?? [];
  if (character !== undefined || name === "")
    throw new Error(
      `The artifact name is not valid: ${name}. Contains the following character: ${character}`,
    );
}

/** @throws Error, warns or stays silent, as `if-no-files-found` says */
function missing({ inputs, log }: StandInContext): void {
  const message = `No files were found with the provided path: ${inputs["path"]}. No artifacts will be uploaded.`;
  const wanted = inputs["if-no-files-found"] ?? "";
  if (!["warn", "error", "ignore"].includes(wanted))
    throw new Error(
      `Unrecognized if-no-files-found input. Provided: ${wanted}. Available options: warn,error,ignore`,
    );
  if (wanted === "error") throw new Error(message);
  log(wanted === "warn" ? `::warning::${message}` : message);
}

export const uploadArtifact: StandIn = {
  action: "actions/upload-artifact",
  releases: {
    "v7.0.0": "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f",
    // The newest version that works on GitHub Enterprise Server.
    "v3.2.1-node20": "c24449f33cd45d4826c6702db7e49f7cdb9b551d",
  },
  summary: "Stores the files in the world's folder for other jobs of the same run attempt.",
  inputs: {
    name: "artifact",
    path: undefined,
    "if-no-files-found": "warn",
    "retention-days": "",
    overwrite: "false",
    "include-hidden-files": "false",
    "compression-level": "6",
  },
  async run(context) {
    const { inputs, workspace, log, services } = context;
    const includesHidden = flagInput(inputs, "include-hidden-files");
    const { root, files } = findFiles(workspace, linesInput(inputs, "path"), includesHidden);
    const name = inputs["name"] ?? "";
    demandName(name);
    if (files.length === 0) {
      missing(context);
      return {};
    }
    const target = join(folderOf(context), name);
    if (existsSync(target) && !flagInput(inputs, "overwrite"))
      throw new Error(
        "Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact with this name already exists on the workflow run",
      );
    rmSync(target, { recursive: true, force: true });
    for (const file of files) {
      mkdirSync(dirname(join(target, relative(root, file))), { recursive: true });
      cpSync(file, join(target, relative(root, file)));
    }
    log(`Artifact ${name} has been uploaded (files: ${files.length})`);
    const id = String(context.run.id);
    const url = `${services.github.url}/${services.github.owner}/${context.run.repository}/actions/runs/${id}`;
    return { outputs: { "artifact-id": id, "artifact-url": url } };
  },
};

export const downloadArtifact: StandIn = {
  action: "actions/download-artifact",
  releases: { "v8.0.1": "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c" },
  summary: "Fetches artifacts that an earlier job of the same run attempt stored.",
  inputs: { name: "", path: "", pattern: "", "merge-multiple": "false" },
  async run(context) {
    const { inputs, workspace, log } = context;
    const folder = folderOf(context);
    mkdirSync(folder, { recursive: true });
    const target = join(workspace, inputs["path"] || ".");
    const name = inputs["name"] ?? "";
    if (name !== "" && !existsSync(join(folder, name)))
      throw new Error(`Unable to download artifact(s): Artifact not found for name: ${name}`);
    const chosen = name === "" ? globSync(inputs["pattern"] || "*", { cwd: folder }).sort() : [name];
    const merges = chosen.length === 1 || flagInput(inputs, "merge-multiple");
    for (const each of chosen)
      cpSync(join(folder, each), merges ? target : join(target, basename(each)), { recursive: true });
    log(`Downloaded artifacts (${chosen.length}): ${chosen.join(", ")}`);
    return { outputs: { "download-path": target } };
  },
};
