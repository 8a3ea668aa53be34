import { lstat, readdir, readFile, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import { reasonOf } from "@kalypso-actions/files";
import pLimit from "p-limit";
import { runGit } from "./command.ts";
import { gitEnvironment } from "./environment.ts";
import {
  byPath,
  fileOf,
  maxFileBytes,
  type PathFilter,
  type RepositoryFile,
  type Snapshot,
} from "./snapshot.ts";

const openFiles = 32;

async function list(root: string, folder: string): Promise<readonly RepositoryFile[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry): Promise<readonly RepositoryFile[]> => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isSymbolicLink()) return [{ path, kind: "symlink" }];
      if (entry.isDirectory())
        return entry.name === ".git" || entry.name === "node_modules" ? [] : list(root, path);
      return entry.isFile() ? [{ path, kind: "file" }] : [];
    }),
  );
  return found.flat();
}

async function withContent(root: string, file: RepositoryFile, maxBytes: number): Promise<RepositoryFile> {
  const path = join(root, file.path);
  const { size, mode } = await lstat(path);
  if (size > maxBytes) return { ...file, problem: "too-large" };
  const read = fileOf(file.path, await readFile(path), maxBytes);
  const isExecutable = process.platform !== "win32" && (mode & 0o100) !== 0;
  return isExecutable ? { ...read, isExecutable } : read;
}

/** The folder's commit; null unless it is the top of a git work tree. */
async function headOf(folder: string): Promise<string | null> {
  const options = { cwd: folder, env: gitEnvironment(process.env, []) };
  const { exitCode, stdout } = await runGit(["rev-parse", "--show-toplevel", "HEAD"], options);
  const [top = "", commit = ""] = stdout.toString("utf8").split("\n");
  if (exitCode !== 0) return null;
  // The folder's own settings may say that its work tree is somewhere else, or nowhere.
  const real = await realpath(top).catch(() => undefined);
  return real === (await realpath(folder)) ? commit : null;
}

function unreadable(folder: string, cause: unknown): DiagnosticError {
  return new DiagnosticError(
    {
      severity: "error",
      code: "folder-unfit",
      message: `the folder ${folder} cannot be read: ${reasonOf(cause)}`,
      hint: "Check the permissions and the names of what is in it.",
    },
    { cause },
  );
}

/**
 * A folder on disk, read like a repository: its current work tree, without following links.
 * @throws DiagnosticError folder-missing, folder-unfit
 */
export async function readFolder(
  folder: string,
  wants: PathFilter,
  maxBytes = maxFileBytes,
): Promise<Snapshot> {
  const status = await stat(folder).catch(() => undefined);
  if (!status?.isDirectory()) {
    throw new DiagnosticError({
      severity: "error",
      code: "folder-missing",
      message: status === undefined ? `the folder ${folder} does not exist` : `${folder} is not a folder`,
      hint: "Pass the path of a checkout.",
    });
  }
  const limit = pLimit(openFiles);
  try {
    const listed = await list(folder, "");
    const files = await Promise.all(
      listed.map((file) =>
        file.kind === "file" && wants(file.path) ? limit(() => withContent(folder, file, maxBytes)) : file,
      ),
    );
    return { commit: await headOf(folder), ref: null, files: [...files].sort(byPath) };
  } catch (error) {
    throw error instanceof DiagnosticError ? error : unreadable(folder, error);
  }
}
