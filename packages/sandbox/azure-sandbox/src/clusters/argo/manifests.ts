/** The contents of an Argo CD Application's folder. */
import { posix } from "node:path";
import { buildFolder, type FileTree, folderPath } from "../build.ts";
import { data, isClusterScoped, type Manifest, parseManifests } from "../manifest.ts";

const prefix =
  "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc =";

/** Why there is nothing to compare with: Argo CD's ComparisonError. */
export class ComparisonError extends Error {
  constructor(message: string) {
    super(`${prefix} ${message}`);
  }
}

/** Argo CD ignores files that are not YAML and do not look like manifests. */
function manifestsIn(path: string, content: string): readonly Manifest[] {
  try {
    return parseManifests(content);
  } catch (error) {
    const looksSo = ["apiVersion:", "kind:", "metadata:"].every((key) => content.includes(key));
    if (!looksSo) return [];
    const message = error instanceof Error ? error.message : String(error);
    throw new ComparisonError(`Failed to unmarshal "${posix.basename(path)}": ${message}`);
  }
}

function directory(tree: FileTree, folder: string, recurse: boolean): readonly Manifest[] {
  const start = folder === "" ? "" : `${folder}/`;
  const files = tree.paths.filter(
    (path) =>
      path.startsWith(start) &&
      /\.(?:ya?ml|json)$/.test(path) &&
      (recurse || !path.slice(start.length).includes("/")),
  );
  const texts = tree.texts(files);
  return files.flatMap((path, index) => manifestsIn(path, texts[index] ?? ""));
}

/** @throws ComparisonError */
export function applicationManifests(tree: FileTree, { spec }: Manifest): readonly Manifest[] {
  const source = data(spec["source"]);
  const beyond = ["helm", "kustomize", "plugin", "chart"].filter((key) => source[key] !== undefined);
  if (beyond.length > 0 || spec["sources"] !== undefined)
    throw new ComparisonError(
      `the sandbox supports only folders of manifests, not ${beyond[0] ?? "sources"}`,
    );
  const given = String(source["path"] ?? "");
  const folder = folderPath(given);
  const below = folder === "" ? "" : `${folder}/`;
  if (!tree.paths.some((path) => path.startsWith(below)))
    throw new ComparisonError(`${given}: app path does not exist`);
  const has = (name: string) => tree.paths.includes(`${below}${name}`);
  if (has("Chart.yaml")) throw new ComparisonError("the sandbox does not render Helm charts for Argo CD");
  const isUnit = ["kustomization.yaml", "kustomization.yml", "Kustomization"].some(has);
  const isRecursive = data(source["directory"])["recurse"] === true;
  const manifests = isUnit ? built(tree, folder) : directory(tree, folder, isRecursive);
  const namespace = String(data(spec["destination"])["namespace"] ?? "default");
  return manifests.map((each) =>
    each.namespace !== undefined || isClusterScoped(each.kind) ? each : { ...each, namespace },
  );
}

function built(tree: FileTree, folder: string): readonly Manifest[] {
  try {
    return buildFolder(tree, folder);
  } catch (error) {
    throw new ComparisonError(error instanceof Error ? error.message : String(error));
  }
}
