import {
  type Diagnostic,
  type DiagnosticCode,
  DiagnosticError,
  isOneLetterOff,
  type Outcome,
  wholeFile,
} from "@kalypso-actions/diagnostics";
import {
  publicAddress,
  type ReadLimits,
  type Revision,
  readFolder,
  type Snapshot,
  type SnapshotReader,
} from "@kalypso-actions/git";
import { normalisePath } from "@kalypso-actions/names";
import {
  complexPatterns,
  filesOverBudget,
  followKustomizations,
  ignoredFiles,
  ignoreFile,
  isKustomization,
  isYamlPath,
  pathsOverBudget,
  resourceFiles,
  type SourceFile,
  tooManyPatterns,
} from "@kalypso-actions/resources";

/** Where files are read from: a folder on disk, or a revision of a repository. */
export type Location = { readonly folder: string } | Revision;

/** The resource files of a repository or folder. */
export interface Tree {
  /** Its name in places; undefined for the folder that a command was given. */
  readonly source: string | undefined;
  readonly repo: string;
  readonly ref: string | null;
  readonly commit: string | null;
  readonly path: string;
  readonly files: readonly SourceFile[];
}

/** One repository can have at most this many resource files. */
const maxFiles = 20_000;

/** A folder, `<git URL>#<branch>`, or `<git URL>#refs/tags/<tag>`; without `#`, the default branch. */
export function parseLocation(text: string): Location {
  const isAddress = /^[a-z]+:\/\/|^[\w.-]+@[\w.-]+:/i.test(text);
  if (!isAddress) return { folder: text };
  const [repo = text, ref] = text.split("#", 2);
  if (ref === undefined || ref === "") return { repo };
  const [, kind, name = ""] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  return kind === "tags" ? { repo, tag: name } : { repo, ref: kind === undefined ? ref : name };
}

/**
 * As {@link parseLocation}, for what runs unattended: a tag can be moved without a trace.
 * @throws DiagnosticError input-invalid for a tag
 */
export function parseBranchLocation(text: string): Location {
  const location = parseLocation(text);
  if ("folder" in location || location.tag === undefined) return location;
  throw new DiagnosticError({
    severity: "error",
    code: "input-invalid",
    message: `the input \`control-plane\` names the tag \`${location.tag}\`; expected a branch`,
    hint: "Only the command line reads tags.",
  });
}

type Problem = Readonly<Record<"message" | "hint", string>> & { readonly code: DiagnosticCode };

const fileProblems: Readonly<Record<"symlink" | "too-large" | "not-text", Problem>> = {
  symlink: {
    code: "symlink",
    message: "a symbolic link is in the place of a resource file; links are not followed",
    hint: "Replace the link with the file, or list it in .sourceignore.",
  },
  "too-large": {
    code: "file-too-large",
    message: "the file is larger than 1 MiB, the limit for resource files",
    hint: "Split it, or list it in .sourceignore.",
  },
  "not-text": {
    code: "file-not-text",
    message: "the file is not UTF-8 text",
    hint: "Save it as UTF-8, or list it in .sourceignore.",
  },
};

/** A link, a file over the limit, or a file that is not text, in the place of a resource. */
function fileProblem(file: Snapshot["files"][number], source: string | undefined): Diagnostic | undefined {
  const kind = file.kind === "symlink" ? "symlink" : file.problem;
  if (kind === undefined) return undefined;
  return { severity: "error", ...fileProblems[kind], place: wholeFile(file.path, source) };
}

const ourApiVersion = /^[ \t{]*"?apiVersion"?\s*:\s*"?[^"\s]*kalypso\.io/m;

/** A name that Flux does not read, but that is JSON, `.yaml.txt`, or a letter off `.yaml`. */
function isAlmostYaml(path: string): boolean {
  const extension = /\.([^./]+)$/.exec(path)?.[1] ?? "";
  if (isYamlPath(path)) return false;
  return (
    /\.json$|\.ya?ml\.\w+$/i.test(path) || ["yaml", "yml"].some((name) => isOneLetterOff(extension, name))
  );
}

/** One of our resources, in a file that nothing reads. */
function unreadResource({ path, text = "" }: Snapshot["files"][number], source: string | undefined) {
  const found = ourApiVersion.exec(text);
  if (found === null) return undefined;
  const at = found.index + found[0].search(/"?apiVersion/);
  const before = text.slice(0, at).split("\n");
  const diagnostic: Diagnostic = {
    severity: "warning",
    code: "file-not-read",
    message: "the file contains a Kalypso resource and is not read: Flux reads .yaml and .yml files only",
    hint: /json$/i.test(path) ? "Rename it to .yaml; JSON is valid YAML." : "Rename it to .yaml.",
    place: {
      ...wholeFile(path, source),
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
    },
  };
  return diagnostic;
}

function complexPattern(line: number, source: string | undefined): Diagnostic {
  return {
    severity: "error",
    code: "ignore-pattern-complex",
    message:
      "the pattern is too long or has too many wildcards; expected at most 4,096 characters, three `**`, and two `*` in a name",
    hint: "Split the pattern, or name the folders.",
    place: { ...wholeFile(ignoreFile, source), line },
  };
}

function manyPatterns(message: string, source: string | undefined): Diagnostic {
  return {
    severity: "error",
    code: "ignore-pattern-complex",
    message,
    hint: "Name folders instead of files, or register a folder of the repository.",
    place: wholeFile(ignoreFile, source),
  };
}

/** The kustomization files are read to find the others, so they count before those are known. */
function kustomizationsOverBudget(files: Snapshot["files"]): Diagnostic | undefined {
  const what = filesOverBudget(
    files.filter(({ path }) => isKustomization(path)).map(({ path, text = "" }) => ({ path, text })),
  );
  if (what === undefined) return undefined;
  const hint = "Use fewer and smaller kustomizations, or list them in .sourceignore.";
  return {
    severity: "error",
    code: "repository-over-budget",
    message: `its kustomization files are ${what}`,
    hint,
  };
}

/** Before any path is compared with anything. */
function pathsProblem(what: string): Diagnostic {
  return {
    severity: "error",
    code: "repository-over-budget",
    message: `it has ${what}`,
    hint: "Use fewer folders inside each other, and fewer patterns.",
  };
}

function select(
  snapshot: Snapshot,
  path: string,
  source: string | undefined,
): Outcome<readonly SourceFile[] | undefined> {
  const ignored = snapshot.files.find((file) => file.path === ignoreFile)?.text ?? "";
  const many = tooManyPatterns(ignored);
  if (many !== undefined) return { value: undefined, diagnostics: [manyPatterns(many, source)] };
  const complex = complexPatterns(ignored).map((line) => complexPattern(line, source));
  if (complex.length > 0) return { value: undefined, diagnostics: complex };
  const over = pathsOverBudget(
    snapshot.files.map((file) => file.path),
    ignored,
  );
  if (over !== undefined) return { value: undefined, diagnostics: [pathsProblem(over)] };
  const isRead = resourceFiles(path, ignored);
  const byPath = new Map(snapshot.files.map((file) => [file.path, file]));
  const listed = followKustomizations({
    paths: [...byPath.keys()],
    // A link may point to a folder of resources, so its place matters, not its name.
    isRead: (file) => isRead(file) || (byPath.get(file)?.kind === "symlink" && isRead(`${file}/x.yaml`)),
    isIgnored: ignoredFiles(ignored),
    textOf: (file) => byPath.get(file)?.text,
    source,
  });
  const diagnostics: Diagnostic[] = [...listed.diagnostics];
  const files: SourceFile[] = [];
  for (const file of listed.value.flatMap((name) => byPath.get(name) ?? [])) {
    const found = fileProblem(file, source);
    if (found !== undefined) diagnostics.push(found);
    if (file.text !== undefined) files.push({ path: file.path, text: file.text });
  }
  for (const file of snapshot.files) {
    const isMeant = isAlmostYaml(file.path) && isRead(`${file.path}.yaml`);
    const found = isMeant ? unreadResource(file, source) : undefined;
    if (found !== undefined) diagnostics.push(found);
  }
  if (files.length > maxFiles) {
    const place = wholeFile(path === "" ? "." : path, source);
    const message = `found ${files.length} YAML files; expected at most ${maxFiles}`;
    diagnostics.push({
      severity: "error",
      code: "files-too-many",
      message,
      hint: "Narrow the path, or list folders in .sourceignore.",
      place,
    });
    return { value: undefined, diagnostics };
  }
  return { value: files, diagnostics };
}

function pathMissing(location: Location, path: string, source: string | undefined): Diagnostic {
  const where = "folder" in location ? location.folder : (source ?? location.repo);
  return {
    severity: "error",
    code: "git-path-missing",
    message: `${where} has no file or folder \`${path}\``,
    hint: "Correct the path; it is relative to the repository's root.",
  };
}

/**
 * Reads the resource files at or below a path.
 * @returns no tree if there are errors; they have no place if the caller's resource is to blame
 */
export async function readTree(
  reader: SnapshotReader,
  location: Location & { readonly limits?: ReadLimits },
  folder: string,
): Promise<Outcome<Tree | undefined>> {
  const path = normalisePath(folder);
  const wants = (file: string) =>
    file === ignoreFile ||
    file === path ||
    isYamlPath(file) ||
    isKustomization(file) ||
    (isAlmostYaml(file) && (path === "" || file.startsWith(`${path}/`)));
  const read =
    "folder" in location
      ? { value: await readFolder(location.folder, wants), diagnostics: [] }
      : await reader.read(location, wants, location.limits);
  if (read.value === undefined) return { value: undefined, diagnostics: read.diagnostics };
  const { commit, ref, files } = read.value;
  const source = "folder" in location ? undefined : `${publicAddress(location.repo)}@${commit?.slice(0, 7)}`;
  if (path !== "" && !files.some((file) => file.path === path || file.path.startsWith(`${path}/`))) {
    return { value: undefined, diagnostics: [pathMissing(location, path, source)] };
  }
  const over = "limits" in location ? kustomizationsOverBudget(files) : undefined;
  if (over !== undefined) return { value: undefined, diagnostics: [over] };
  const selected = select(read.value, path, source);
  if (selected.value === undefined) return { value: undefined, diagnostics: selected.diagnostics };
  const repo = "folder" in location ? "." : publicAddress(location.repo);
  return {
    value: { source, repo, ref, commit, path, files: selected.value },
    diagnostics: selected.diagnostics,
  };
}
