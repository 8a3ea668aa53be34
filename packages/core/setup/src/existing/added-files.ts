/** What to add to the branches of an existing platform, and what is in its way there. */
import { type Diagnostic, visible, wholeFile } from "@kalypso-actions/diagnostics";
import { nameOf } from "../plan/things-of.ts";
import type { InitRecord } from "../record.ts";

/** Texts by path. */
type Files = Readonly<Record<string, string>>;

/** A branch of a repository, and the files that it is to have. */
export interface BranchFiles {
  /** `owner/name` */
  readonly repository: string;
  readonly branch: string;
  readonly wanted: Files;
  /** Git object ids by path, of everything on the branch that is in a wanted file's place. */
  readonly present: Readonly<Record<string, string>>;
}

export interface AddedFiles {
  readonly repository: string;
  readonly branch: string;
  readonly files: Files;
  /** Git object ids by path. */
  readonly objects: Readonly<Record<string, string>>;
}

/** The folder of the actions' own files, which a later run of theirs may have changed. */
const own = /(?:^|\/)\.kalypso\//;

function recordedObjects({ repository, branch }: BranchFiles, record: InitRecord | undefined) {
  const name = nameOf("files", { repository, branch, files: {}, objects: {}, edited: [] });
  const { objects } = record?.things.find((thing) => thing.name === name)?.wants ?? {};
  return objects as Readonly<Record<string, string>> | undefined;
}

/**
 * What init adds to a branch: every wanted file that is not there already, and those that an earlier run has added.
 * @param objectId git's object id of a text
 * @returns undefined if the branch has everything
 */
export function addedFiles(
  branch: BranchFiles,
  record: InitRecord | undefined,
  objectId: (text: string) => string,
): AddedFiles | undefined {
  const recorded = recordedObjects(branch, record);
  const entries = Object.entries(branch.wanted).filter(
    ([path]) => branch.present[path] === undefined || recorded?.[path] !== undefined,
  );
  if (entries.length === 0) return undefined;
  const id = ([path, text]: readonly [string, string]): readonly [string, string] => [
    path,
    // Of another release's text, what was added is known by the record.
    (branch.present[path] !== undefined && recorded?.[path]) || objectId(text),
  ];
  const { repository, branch: name } = branch;
  return {
    repository,
    branch: name,
    files: Object.fromEntries(entries),
    objects: Object.fromEntries(entries.map(id)),
  };
}

/** Files with the names of wanted ones, which init has not added: nothing is overwritten. */
export function fileProblems(
  branch: BranchFiles,
  record: InitRecord | undefined,
  objectId: (text: string) => string,
): readonly Diagnostic[] {
  const recorded = recordedObjects(branch, record);
  return Object.entries(branch.wanted).flatMap(([path, text]): readonly Diagnostic[] => {
    const present = branch.present[path];
    const isFine =
      present === undefined || present === objectId(text) || recorded?.[path] !== undefined || own.test(path);
    if (isFine) return [];
    return [
      {
        severity: "error",
        code: "setup-file-taken",
        message: `${branch.repository} has another ${visible(path)} on its branch ${visible(branch.branch)} than the one that init adds`,
        hint: "Rename or delete that file, or bring it to the text of workflows-examples, and run init again. Init replaces no file.",
        place: wholeFile(path, `${branch.repository}#${branch.branch}`),
      },
    ];
  });
}
