import { cpSync, existsSync, globSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { flagInput, listInput, type StandIn, type StandInContext } from "./stand-in.ts";

function folderOf({ services, run }: StandInContext): string {
  return join(services.storage, "artifacts", String(run.id));
}

function filesBelow(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function commonFolder(paths: readonly string[]): string {
  const [first = [], ...rest] = paths.map((path) => path.split(sep));
  let length = first.length;
  for (const parts of rest) while (!parts.slice(0, length).every((part, at) => part === first[at])) length--;
  return first.slice(0, length).join(sep);
}

export const uploadArtifact: StandIn = {
  action: "actions/upload-artifact",
  releases: { "v7.0.0": "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f" },
  inputs: {
    ...{ name: "artifact", path: undefined, "if-no-files-found": "warn", "retention-days": "" },
    ...{ overwrite: "false", "include-hidden-files": "false", "compression-level": "6" },
  },
  async run(context) {
    const { inputs, workspace, log } = context;
    const found = listInput(inputs, "path").flatMap((pattern) =>
      globSync(pattern, { cwd: workspace }).map((path) => join(workspace, path)),
    );
    const isHidden = (path: string) =>
      relative(workspace, path)
        .split(sep)
        .some((part) => part.startsWith("."));
    const files = found
      .flatMap(filesBelow)
      .filter((path) => flagInput(inputs, "include-hidden-files") || !isHidden(path));
    const name = inputs["name"] ?? "artifact";
    if (files.length === 0) {
      const message = `No files were found with the provided path: ${inputs["path"]}. No artifacts will be uploaded.`;
      if (inputs["if-no-files-found"] === "error") throw new Error(message);
      if (inputs["if-no-files-found"] === "warn") log(`::warning::${message}`);
      return {};
    }
    const target = join(folderOf(context), name);
    if (existsSync(target) && !flagInput(inputs, "overwrite"))
      throw new Error(
        "Failed to CreateArtifact: an artifact with this name already exists on the workflow run",
      );
    rmSync(target, { recursive: true, force: true });
    const [only = ""] = found;
    const isFolder = found.length === 1 && statSync(only).isDirectory();
    const root = isFolder ? only : commonFolder(files.map((file) => dirname(file)));
    for (const file of files) {
      mkdirSync(dirname(join(target, relative(root, file))), { recursive: true });
      cpSync(file, join(target, relative(root, file)));
    }
    log(`Artifact ${name} has been uploaded: ${files.length} files`);
    return { outputs: { "artifact-id": String(context.run.id), "artifact-url": "" } };
  },
};

export const downloadArtifact: StandIn = {
  action: "actions/download-artifact",
  releases: { "v8.0.1": "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c" },
  inputs: { name: "", path: "", pattern: "", "merge-multiple": "false" },
  async run(context) {
    const { inputs, workspace, log } = context;
    const folder = folderOf(context);
    const target = join(workspace, inputs["path"] || ".");
    const name = inputs["name"] ?? "";
    if (name !== "" && !existsSync(join(folder, name)))
      throw new Error(`Unable to download artifact(s): Artifact not found for name: ${name}`);
    const pattern = inputs["pattern"] || "*";
    const names = name === "" ? globSync(pattern, { cwd: existsSync(folder) ? folder : workspace }) : [name];
    const chosen = existsSync(folder) ? names : [];
    const merges = name !== "" || flagInput(inputs, "merge-multiple");
    for (const each of chosen)
      cpSync(join(folder, each), merges ? target : join(target, basename(each)), { recursive: true });
    log(`${chosen.length} artifacts downloaded: ${chosen.join(", ")}`);
    return { outputs: { "download-path": target } };
  },
};
