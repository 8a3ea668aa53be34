/** Builds a folder as Flux does, with kustomize's error messages. */
import { posix } from "node:path";
import {
  type Data,
  data,
  documentsOf,
  inNamespace,
  type Manifest,
  parseManifests,
  resourceId,
} from "./manifest.ts";

/** The files of one commit. */
export interface FileTree {
  readonly paths: readonly string[];
  /** In the order of the paths. */
  texts(paths: readonly string[]): readonly string[];
}

/** Why a folder does not build, with the reason that Flux sets. */
export class BuildFailure extends Error {
  readonly reason: "ArtifactFailed" | "BuildFailed";

  constructor(reason: BuildFailure["reason"], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Where the controller would have unpacked the source: a new folder each time, but always the same here. */
const unpacked = "/tmp/kustomization-1464362706";

const kustomizationFiles = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** YAML-like files that Flux's sources exclude by default. */
const leftOut = [
  /(?:^|\/)(?:\.git|\.github|\.circleci)\//,
  /(?:^|\/)(?:\.travis|\.gitlab-ci|appveyor|\.drone|codeship-services|codeship-steps|\.goreleaser)\.yml$/,
  /(?:^|\/)(?:cloudbuild|\.sops|\.flux)\.yaml$/,
];

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A path below the repository's root, without `./` or slashes at its ends; empty for the root. */
export function folderPath(path: string): string {
  const plain = posix.normalize(`/${path}`).slice(1).replace(/\/+$/, "");
  return plain === "." ? "" : plain;
}

interface Loaded {
  /** The file or folder as kustomize names it: relative to the unit that lists it. */
  readonly from: string;
  readonly path: string;
  readonly manifests: readonly Manifest[];
}

class Build {
  readonly #tree: FileTree;
  readonly #paths: readonly string[];
  readonly #known: ReadonlySet<string>;

  constructor(tree: FileTree) {
    this.#tree = tree;
    this.#paths = tree.paths.filter((path) => !leftOut.some((pattern) => pattern.test(path)));
    this.#known = new Set(this.#paths);
  }

  #below(folder: string): readonly string[] {
    return folder === "" ? this.#paths : this.#paths.filter((path) => path.startsWith(`${folder}/`));
  }

  #kustomizationOf(folder: string): string | undefined {
    return kustomizationFiles.map((name) => posix.join(folder, name)).find((path) => this.#known.has(path));
  }

  folder(folder: string): readonly Manifest[] {
    const files = this.#below(folder);
    if (files.length === 0 && folder !== "")
      throw new BuildFailure(
        "ArtifactFailed",
        `kustomization path not found: stat ${unpacked}/${folder}: no such file or directory`,
      );
    if (this.#known.has(".sourceignore"))
      throw new BuildFailure(
        "BuildFailed",
        "kustomize build failed: the sandbox does not support .sourceignore",
      );
    if (this.#kustomizationOf(folder) !== undefined) return this.#unit(folder, []);
    return this.#merged(this.#scanned(folder, files));
  }

  /** The content of a folder without a kustomization.yaml: its files, and whole folders that have one. */
  #scanned(folder: string, files: readonly string[]): readonly Loaded[] {
    const units = new Set<string>();
    const plain: string[] = [];
    for (const path of files.toSorted()) {
      const unit = this.#unitAround(folder, path);
      if (unit !== undefined) units.add(unit);
      else if (/\.ya?ml$/.test(path)) plain.push(path);
    }
    const texts = this.#tree.texts(plain);
    const loaded = plain.map((path, index): Loaded => {
      try {
        return { from: posix.relative(folder, path), path, manifests: parseManifests(texts[index] ?? "") };
      } catch (error) {
        const message = `failed to decode Kubernetes YAML from ${unpacked}/${path}: ${messageOf(error)}`;
        throw new BuildFailure("BuildFailed", message);
      }
    });
    const built = [...units].map((path): Loaded => {
      return { from: posix.relative(folder, path), path, manifests: this.#unit(path, []) };
    });
    return [...loaded, ...built].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** The outermost folder with a kustomization.yaml between a folder and a file in it. */
  #unitAround(folder: string, path: string): string | undefined {
    const parts = posix.dirname(posix.relative(folder, path)).split("/");
    const folders = parts.map((_, index) => posix.join(folder, ...parts.slice(0, index + 1)));
    return folders.find((each) => each !== folder && this.#kustomizationOf(each) !== undefined);
  }

  #unit(folder: string, around: readonly string[]): readonly Manifest[] {
    const file = this.#kustomizationOf(folder);
    if (file === undefined)
      throw fails(`unable to find one of ${listed} in directory '${unpacked}/${folder}'`);
    if (around.includes(folder)) throw fails(`cycle detected: candidate root '${unpacked}/${folder}'`);
    const [content = ""] = this.#tree.texts([file]);
    const resources = resourcesOf(file, content);
    const loaded = resources.map((from) => this.#resource(folder, from, [...around, folder]));
    return this.#merged(loaded);
  }

  #resource(folder: string, from: string, around: readonly string[]): Loaded {
    const path = folderPath(posix.join(folder, from));
    if (/^[a-z+]+:\/\/|^git@/.test(from))
      throw fails(`the sandbox builds only local resources, not '${from}'`);
    if (this.#known.has(path)) {
      const [content = ""] = this.#tree.texts([path]);
      try {
        return { from, path, manifests: parseManifests(content) };
      } catch (error) {
        throw fails(accumulating(path, `accumulating resources from '${from}': ${messageOf(error)}`));
      }
    }
    if (this.#below(path).length > 0) return { from, path, manifests: this.#unit(path, around) };
    const place = `${unpacked}/${path}`;
    const missing = `accumulating resources from '${from}': open ${place}: no such file or directory`;
    throw fails(
      `accumulating resources: accumulation err='${missing}': must build at directory: ` +
        `not a valid directory: evalsymlink failure on '${place}' : lstat ${place}: no such file or directory`,
    );
  }

  #merged(loaded: readonly Loaded[]): readonly Manifest[] {
    const all = new Map<string, Manifest>();
    for (const { from, path, manifests } of loaded)
      for (const manifest of manifests) {
        const id = resourceId(manifest);
        // No namespace equals the namespace `default` if both occur.
        const same = id.replace(/\.(?:\[noNs\]|default)$/, "");
        if (all.has(same)) {
          const message = `merging resources from '${from}': may not add resource with an already registered id: ${id}`;
          throw fails(accumulating(path, message));
        }
        all.set(same, manifest);
      }
    return [...all.values()];
  }
}

const listed = "'kustomization.yaml', 'kustomization.yml' or 'Kustomization'";

function accumulating(path: string, message: string): string {
  const place = `must build at directory: '${unpacked}/${path}': file is not directory`;
  return `accumulating resources: accumulation err='${message}': ${place}`;
}

function fails(message: string): BuildFailure {
  return new BuildFailure("BuildFailed", `kustomize build failed: ${message}`);
}

/** The resources listed in a kustomization.yaml. The sandbox does not support its other fields. */
function resourcesOf(file: string, content: string): readonly string[] {
  let kustomization: Data;
  try {
    kustomization = data(documentsOf(content)[0]);
  } catch (error) {
    throw fails(`invalid Kustomization: ${messageOf(error)}`);
  }
  const known = ["apiVersion", "kind", "metadata", "resources"];
  const other = Object.keys(kustomization).filter((key) => !known.includes(key));
  if (other.length > 0)
    throw fails(`the sandbox builds only 'resources', but ${file} has '${other.join("', '")}'`);
  const { resources = [] } = kustomization;
  if (Array.isArray(resources) && resources.every((each) => typeof each === "string")) return resources;
  throw fails("invalid Kustomization: json: cannot unmarshal into Go struct field Kustomization.resources");
}

/**
 * The objects of a folder.
 * @param namespace if given, all objects are moved into it
 * @throws BuildFailure
 */
export function buildFolder(tree: FileTree, path: string, namespace?: string): readonly Manifest[] {
  const manifests = new Build(tree).folder(folderPath(path));
  for (const manifest of manifests)
    if (manifest.apiVersion === "")
      throw new BuildFailure(
        "BuildFailed",
        `failed to decode Kubernetes apiVersion, kind and name from: ${manifest.kind}/${manifest.name}`,
      );
  return namespace === undefined ? manifests : manifests.map((each) => inNamespace(each, namespace));
}
