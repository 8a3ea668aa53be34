/** What must hold however an action ends. */
import type { ActionRun } from "../../test/support/process.ts";
import { canary, filesBelow, type Scene } from "./scene.ts";

/** Codes of the errors that a run reported as annotations. */
export function errorsOf({ stdout }: ActionRun): readonly string[] {
  return [...stdout.matchAll(/^::error title=([\w-]+)/gm)].map(([, code = ""]) => code);
}

/** Addresses and commit IDs by the order in which they occur, so that two scenes can be compared. */
export function comparable(state: Readonly<Record<string, string>>): string {
  const seen = new Map<string, string>();
  const named = (kind: string) => (text: string) => {
    const name = seen.get(text) ?? `<${kind} ${seen.size}>`;
    seen.set(text, name);
    return name;
  };
  return JSON.stringify(state, null, 1)
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, named("server"))
    .replaceAll(/\b[0-9a-f]{40}\b|(?<=@)[0-9a-f]{7}\b/g, named("commit"));
}

/** Places that hold the token although it was never to be there. */
function leaks(scene: Scene, run: ActionRun): readonly string[] {
  // The runner takes this line as a command, and does not show it.
  const log = run.stdout.replaceAll(/^::add-mask::.*$/gm, "");
  const texts = {
    log,
    stderr: run.stderr,
    summary: run.summary,
    outputs: JSON.stringify(run.outputs),
    ...filesBelow(scene.temporary),
    ...scene.state(),
  };
  const encoded = Buffer.from(`x-access-token:${canary}`).toString("base64");
  return Object.entries(texts)
    .filter(([, text]) => text.includes(canary) || text.includes(encoded))
    .map(([name]) => `the token is in ${name}`);
}

/** What is wrong with the way in which a run ended; none for a success or for a failure that says what is wrong. */
export function complaints(scene: Scene, run: ActionRun): readonly string[] {
  const found = [...leaks(scene, run)];
  const errors = errorsOf(run);
  if (run.exitCode !== 0 && run.exitCode !== 1) found.push(`exit code ${run.exitCode}`);
  if (run.exitCode === 1 && errors.length === 0) found.push("it failed without a diagnostic");
  if (run.exitCode === 0 && errors.length > 0) found.push("it succeeded with an error");
  if (errors.includes("internal-error"))
    found.push(`internal-error: ${/internal-error::(.*)/.exec(run.stdout)?.[1]}`);
  if (/^ {4}at /m.test(run.stdout + run.stderr)) found.push("it printed a stack trace");
  if (run.stderr !== "") found.push(`stderr: ${run.stderr.slice(0, 200)}`);
  return found;
}
