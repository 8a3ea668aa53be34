/** What a person gives besides options: tokens, and the key of an App that exists. */
import { readFileSync } from "node:fs";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import { reasonOf } from "@kalypso-actions/files";
import type { Outputs, Reference, Thing } from "@kalypso-actions/setup";
import type { Platforms } from "./platforms.ts";
import type { InitRequest } from "./request.ts";

/** What the person gives in the environment: never on the command line, which everybody on the machine can read. */
function givenOutputs(): Record<string, string> {
  const { KALYPSO_PLATFORM_TOKEN: platformToken, KALYPSO_GIT_KEY: gitKey } = process.env;
  return { ...(platformToken ? { platformToken } : {}), ...(gitKey ? { gitKey } : {}) };
}

/** @throws DiagnosticError input-invalid */
function keyIn(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const diagnostic = {
      severity: "error",
      code: "input-invalid",
      message: `--app-key-file is ${file}, which cannot be read: ${reasonOf(cause)}`,
      hint: "Pass the .pem file that GitHub has given.",
    } as const;
    throw new DiagnosticError(diagnostic, { cause });
  }
}

/** With an App that exists, its things are given: nothing of it is made or removed. */
export async function withGiven(
  plan: readonly Thing[],
  { app }: InitRequest,
  platforms: Platforms,
): Promise<{ readonly plan: readonly Thing[]; readonly outputs: Outputs }> {
  const outputs = new Map<Reference["of"], Readonly<Record<string, string>>>([["given", givenOutputs()]]);
  if (app === undefined) return { plan, outputs };
  const known = await platforms.readApp(app.id, keyIn(app.keyFile));
  const first = plan.find(({ kind }) => kind === "github-app");
  if (first === undefined) return { plan, outputs };
  outputs.set(first.name, known);
  return { plan: plan.filter((thing) => thing !== first), outputs };
}
