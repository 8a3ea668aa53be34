/** Runs actions as in their bundles, but in the test's own process and with another clock. */

import { diagnosticsOf, hasErrors } from "@kalypso-actions/diagnostics";
import type { ActionResult, InputSource } from "../../packages/shell/action-kit/src/index.ts";

export interface Outcome {
  readonly exitCode: 0 | 1;
  /** `error <code>: <message>` for each problem, and the result. */
  readonly log: string;
  readonly hints: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** Inputs as given by a step. */
export function inputSource(inputs: Readonly<Record<string, string>>): InputSource {
  return { text: (name) => (inputs[name] ?? "").trim(), mask: () => {} };
}

/** An action's output, outputs and exit code. */
export async function outcomeOf(
  action: () => Promise<ActionResult>,
  lines: readonly string[] = [],
): Promise<Outcome> {
  const result = await action().catch((error: unknown): ActionResult => {
    return { diagnostics: diagnosticsOf(error), summary: "", outputs: {} };
  });
  const { diagnostics, done, summary } = result;
  const problems = diagnostics.map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
  const isFailed = hasErrors(diagnostics);
  const outputs = Object.entries(result.outputs);
  return {
    exitCode: isFailed ? 1 : 0,
    log: [...lines, ...problems, ...(done === undefined ? [] : [done])].join("\n"),
    hints: diagnostics.flatMap(({ hint }) => hint ?? []),
    outputs: Object.fromEntries(outputs.map(([name, value]) => [name, String(value)])),
    summary,
  };
}
