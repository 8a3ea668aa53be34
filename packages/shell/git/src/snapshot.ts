/** A file of a repository at a commit, or of a folder. */
export interface RepositoryFile {
  /** Relative to the repository's root, `/` between the parts. */
  readonly path: string;
  /** A link is listed, and never followed. */
  readonly kind: "file" | "symlink";
  /** Set for a file with git's executable bit. */
  readonly isExecutable?: true;
  /** Absent for links, unwanted files, and files with a problem. */
  readonly text?: string;
  readonly problem?: "too-large" | "not-text";
}

/** All files of a repository at one commit, in path order, with the text of the wanted ones. */
export interface Snapshot {
  /** The full commit ID; null for a folder that is not the top of a git work tree. */
  readonly commit: string | null;
  /** The branch that was read; null for a commit or a folder. */
  readonly ref: string | null;
  readonly files: readonly RepositoryFile[];
}

/** Selects the files to read by path only, before any content is fetched. */
export type PathFilter = (path: string) => boolean;

/** What a reader accepts of a repository. */
export interface ReadLimits {
  /** Bytes of one file; defaults to 1 MiB, the limit for resource files. */
  readonly fileBytes?: number;
  /** Bytes of all files together. */
  readonly bytes?: number;
}

/** Larger files are not read unless the caller allows it: no resource file is larger. */
export const maxFileBytes = 1024 * 1024;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function fileOf(path: string, content: Uint8Array, maxBytes = maxFileBytes): RepositoryFile {
  if (content.length > maxBytes) return { path, kind: "file", problem: "too-large" };
  try {
    return { path, kind: "file", text: utf8.decode(content) };
  } catch {
    return { path, kind: "file", problem: "not-text" };
  }
}

export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
