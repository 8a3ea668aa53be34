/** Commits whole files with a single process: `git fast-import`. */
import { execFileSync } from "node:child_process";

/** A file that a commit writes, with git's mode; null removes the path. */
export interface FileEntry {
  readonly content: Buffer | string;
  readonly mode: "100644" | "100755" | "120000";
}

interface ImportedCommit {
  /** The full name of the ref that moves to the commit. */
  readonly ref: string;
  /** The parent commit; undefined for the first commit. */
  readonly parent: string | undefined;
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  /** Seconds since the epoch. */
  readonly time: number;
  readonly files: ReadonlyMap<string, FileEntry | null>;
}

function quoted(path: string): string {
  return `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}

function data(content: Buffer | string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from("\n")]);
}

function streamOf({ ref, parent, message, author, time, files }: ImportedCommit): Buffer {
  const who = `${author.name} <${author.email}> ${time} +0000`;
  const parts = [
    Buffer.from(`commit ${ref}\nmark :1\nauthor ${who}\ncommitter ${who}\n`),
    data(message.endsWith("\n") ? message : `${message}\n`),
    Buffer.from(parent === undefined ? "" : `from ${parent}\n`),
  ];
  for (const [path, file] of files) {
    if (file === null) parts.push(Buffer.from(`D ${quoted(path)}\n`));
    else parts.push(Buffer.from(`M ${file.mode} inline ${quoted(path)}\n`), data(file.content));
  }
  return Buffer.concat([...parts, Buffer.from("get-mark :1\ndone\n")]);
}

/**
 * Creates a commit and moves its ref to it.
 * @returns the commit ID
 * @throws Error if the ref has moved away from `parent` in the meantime
 */
export function importCommit(repository: string, commit: ImportedCommit): string {
  const env = { PATH: process.env["PATH"] ?? "", GIT_DIR: repository, GIT_CONFIG_NOSYSTEM: "1" };
  // Keeps the pack, because unpacking it would take another process.
  const args = [
    "-c",
    "safe.directory=*",
    "-c",
    "fastimport.unpackLimit=0",
    "fast-import",
    "--quiet",
    "--done",
  ];
  const options = {
    env,
    input: streamOf(commit),
    stdio: ["pipe", "pipe", "pipe"] as ["pipe", "pipe", "pipe"],
  };
  return execFileSync("git", args, options).toString("utf8").trim();
}
