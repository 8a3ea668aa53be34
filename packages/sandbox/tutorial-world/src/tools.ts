/** Commands that every GitHub runner has but this machine may lack. */
import { existsSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { helmProgram } from "@kalypso-actions/helm-stand-in";

function isOnPath(command: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, command)));
}

/**
 * Creates a folder with the required stand-ins.
 * @returns the folders to put on the path
 */
export async function openTools(folder: string): Promise<readonly string[]> {
  if (isOnPath("helm")) return [];
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "helm"),
    `#!/usr/bin/env bash\nexec "${process.execPath}" "${helmProgram}" "$@"\n`,
  );
  await chmod(join(folder, "helm"), 0o755);
  return [folder];
}
