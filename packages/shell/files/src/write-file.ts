import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { DiagnosticError } from "@kalypso-actions/diagnostics";

export function outputFailed(path: string, cause: unknown): DiagnosticError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DiagnosticError(
    {
      severity: "error",
      code: "output-failed",
      message: `${path} could not be written: ${reason}`,
      hint: "The previous content is unchanged; check the path and its permissions.",
    },
    { cause },
  );
}

/** Removes what was written so far. If this fails too, the user need not know. */
export async function discard(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => undefined);
}

/** A new file next to the one that it will replace. */
export interface ReadyFile {
  /** @throws the file system's error */
  takePlace(): Promise<void>;
  discard(): Promise<void>;
}

/** @throws DiagnosticError output-failed */
export async function prepareFile(path: string, text: string): Promise<ReadyFile> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, text);
  } catch (error) {
    await discard(temporary);
    throw outputFailed(path, error);
  }
  return { takePlace: () => rename(temporary, path), discard: () => discard(temporary) };
}

/**
 * Writes a file atomically: to a new file next to it, which then replaces it.
 * @throws DiagnosticError output-failed
 */
export async function writeWholeFile(path: string, text: string): Promise<void> {
  const ready = await prepareFile(path, text);
  try {
    await ready.takePlace();
  } catch (error) {
    await ready.discard();
    throw outputFailed(path, error);
  }
}
