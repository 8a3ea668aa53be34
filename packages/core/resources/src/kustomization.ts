/**
 * Flux applies only what a folder's kustomization file lists. Its local
 * `resources` are followed here; anything else in it would change resources and is refused.
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#generating-a-kustomizationyaml-file
 */
import {
  type Diagnostic,
  hasErrors,
  type Outcome,
  type Place,
  wholeFile,
} from "@kalypso-actions/diagnostics";
import { normalisePath } from "@kalypso-actions/names";
import { isYamlPath, type PathRule } from "./select-files.ts";
import type { YamlDocument } from "./yaml-document.ts";
import { parseYamlFile } from "./yaml-file.ts";

const names = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

const emptyHint =
  "kustomize rejects it, so Flux applies nothing. Write `resources: []` if there is nothing to read.";

/** Fields that only describe the file and change nothing. */
const harmless = ["apiVersion", "kind", "metadata"];

export function isKustomization(path: string): boolean {
  return names.includes(path.slice(path.lastIndexOf("/") + 1));
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

/** Each folder that a file is in, from the inside; the empty string for the root. */
function foldersAround(path: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = path; folder !== ""; folders.push(folder)) folder = folderOf(folder);
  return folders;
}

/** People nest two or three. */
const maxDepth = 50;

function isIn(path: string, folder: string): boolean {
  return folder === "" || path.startsWith(`${folder}/`);
}

/** A kustomization's path, from the repository's root; undefined if it leaves the repository. */
function resolve(folder: string, path: string): string | undefined {
  const parts = folder === "" ? [] : folder.split("/");
  for (const part of normalisePath(path).split("/")) {
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

/** Resources that kustomize would fetch from elsewhere. */
const remote =
  /^[a-z][a-z0-9+.-]*:|^[\w.-]+@[\w.-]+:|^(?:www\.)?(?:github|gitlab|bitbucket)\.[a-z]+[/:]|[?&](?:ref|version)=/i;

/** The files of a repository, and which of them would be read without any kustomization. */
interface Listing {
  /** Every file, whether it is read or not. */
  readonly paths: readonly string[];
  readonly isRead: PathRule;
  /** Listed in `.sourceignore`: treated as missing. */
  readonly isIgnored: PathRule;
  textOf(path: string): string | undefined;
  /** The repository, for places; absent for the current checkout. */
  readonly source: string | undefined;
}

class Follower {
  readonly diagnostics: Diagnostic[] = [];
  readonly files = new Set<string>();
  readonly #listing: Listing;
  readonly #paths: ReadonlySet<string>;
  /** Every folder that contains a file, at any depth. */
  readonly #folders: ReadonlySet<string>;
  readonly #followed = new Set<string>();
  #depth = 0;

  constructor(listing: Listing) {
    this.#listing = listing;
    this.#paths = new Set(listing.paths.filter((path) => !listing.isIgnored(path)));
    this.#folders = new Set([...this.#paths].flatMap(foldersAround));
  }

  folder(folder: string): void {
    const [first, second] = names
      .map((name) => (folder === "" ? name : `${folder}/${name}`))
      .filter((path) => this.#paths.has(path));
    if (first === undefined || this.#followed.has(folder)) return;
    this.#followed.add(folder);
    if (second !== undefined) {
      const message = `the folder also contains \`${first}\`; expected one kustomization file`;
      this.#invalid(message, "Remove one of them.", this.#begin(second));
    }
    this.#depth++;
    if (this.#depth > maxDepth) {
      const message = `kustomizations list each other more than ${maxDepth} levels deep`;
      this.#unsupported(message, "List the innermost ones directly.", this.#begin(first));
    } else this.#file(first, folder);
    this.#depth--;
  }

  #begin(file: string): Place {
    return wholeFile(file, this.#listing.source);
  }

  #file(path: string, folder: string): void {
    const text = this.#listing.textOf(path);
    // A file that could not be read is reported as such.
    this.files.add(path);
    if (text === undefined) return;
    const read = parseYamlFile({ path, text }, this.#listing.source);
    this.diagnostics.push(...read.diagnostics);
    if (hasErrors(read.diagnostics)) return;
    const [document, another] = read.documents;
    const value = document?.value;
    if (document === undefined || value === null) {
      this.#invalid("the kustomization file is empty", emptyHint, this.#begin(path));
      return;
    }
    if (another !== undefined || typeof value !== "object" || value === null || Array.isArray(value)) {
      this.#invalid("expected one map in a kustomization file", undefined, (another ?? document).begin);
      return;
    }
    this.#fields(value, document, folder);
  }

  #fields(value: object, document: YamlDocument, folder: string): void {
    const { resources } = value as { readonly resources?: unknown };
    if (resources === undefined || resources === null)
      this.#invalid("the kustomization file lists no `resources`", emptyHint, document.begin);
    for (const [field, content] of Object.entries(value)) {
      if (harmless.includes(field)) continue;
      if (field !== "resources") {
        const message = `\`${field}\` of a kustomization is not followed; only \`resources\` is`;
        const hint = "Write the resources in their final form, or list the file in .sourceignore.";
        this.#unsupported(message, hint, document.placeOfKey([field]));
      } else if (content === null) continue;
      else if (Array.isArray(content))
        for (const [index, entry] of content.entries())
          this.#resource(entry, document.placeOf(["resources", index]), folder);
      else
        this.#invalid(
          "`resources` is not a list; expected local files and folders",
          undefined,
          document.placeOf(["resources"]),
        );
    }
  }

  #resource(entry: unknown, place: Place, folder: string): void {
    if (typeof entry !== "string" || entry.trim() === "") {
      this.#invalid("a resource is not a string; expected a local file or folder", undefined, place);
      return;
    }
    if (remote.test(entry)) {
      const message = `the resource \`${entry}\` is in another repository; remote resources are not read`;
      this.#unsupported(message, "Copy it into this repository.", place);
      return;
    }
    const path = entry.startsWith("/") ? undefined : resolve(folder, entry);
    if (path === undefined)
      this.#invalid(`the resource \`${entry}\` is outside the repository`, undefined, place);
    else if (this.#paths.has(path)) this.#localFile(entry, path, place);
    else this.#nested(entry, path, place);
  }

  #localFile(entry: string, path: string, place: Place): void {
    if (this.files.has(path))
      this.#invalid(`the resource \`${entry}\` is listed twice`, "Remove one of the two.", place);
    else if (!isYamlPath(path))
      this.#invalid(`the resource \`${entry}\` is not a .yaml or .yml file`, undefined, place);
    else this.files.add(path);
  }

  #nested(entry: string, path: string, place: Place): void {
    const exists = path === "" || this.#folders.has(path);
    const hasOwn = names.some((name) => this.#paths.has(path === "" ? name : `${path}/${name}`));
    if (!exists)
      this.#invalid(
        `the resource \`${entry}\` does not exist`,
        "Paths are relative to the kustomization's folder.",
        place,
      );
    else if (!hasOwn)
      this.#invalid(
        `the folder \`${entry}\` has no kustomization file`,
        "List its files, or add a kustomization.yaml that does.",
        place,
      );
    else if (this.#followed.has(path))
      this.#invalid(
        `the folder \`${entry}\` is listed twice, or contains itself`,
        "Remove one of the two.",
        place,
      );
    else this.folder(path);
  }

  #unsupported(message: string, hint: string, place: Place): void {
    this.diagnostics.push({ severity: "error", code: "kustomization-unsupported", message, hint, place });
  }

  #invalid(message: string, hint: string | undefined, place: Place): void {
    const said = hint === undefined ? { message } : { message, hint };
    this.diagnostics.push({ severity: "error", code: "kustomization-invalid", ...said, place });
  }
}

const environments = ".environments";

/** Flux applies `.environments` by itself, regardless of the kustomization in a folder around it. */
function isApart(path: string, folder: string): boolean {
  const below = folder === "" ? path : path.slice(folder.length + 1);
  return below === environments || below.startsWith(`${environments}/`);
}

function governs(folder: string, path: string): boolean {
  return isIn(path, folder) && !isApart(path, folder);
}

/**
 * The files to read: in a folder with a kustomization file only those that it lists, wherever they are in the
 * repository; elsewhere all of them. Kustomization files are left out unless they cannot be read.
 */
export function followKustomizations(listing: Listing): Outcome<readonly string[]> {
  const { paths, isRead, isIgnored, textOf } = listing;
  const read = paths.filter(isRead);
  const folders = paths
    .filter(
      (path) =>
        isKustomization(path) && !isIgnored(path) && isRead(`${folderOf(path)}/x.yaml`.replace(/^\//, "")),
    )
    .map(folderOf);
  if (folders.length === 0) return { value: read, diagnostics: [] };
  const known = new Set(folders);
  const outermost = [...known].filter((folder) => {
    const around = foldersAround(`${folder}/`).filter((other) => other !== folder && known.has(other));
    return !around.some((other) => governs(other, `${folder}/`));
  });
  const governing = new Set(outermost);
  const follower = new Follower(listing);
  for (const folder of outermost) follower.folder(folder);
  const others = read.filter(
    (path) => !foldersAround(path).some((folder) => governing.has(folder) && governs(folder, path)),
  );
  const found = [...new Set([...others, ...follower.files])];
  const value = found.filter((path) => !isKustomization(path) || textOf(path) === undefined);
  return { value, diagnostics: follower.diagnostics };
}
