/** The jobs of a `strategy`, and how they run in parallel. */
import type { Context } from "./contexts.ts";
import { evaluate, evaluateText, type Plain, type Scope } from "./expressions.ts";
import { type Combination, expandMatrix } from "./matrix.ts";
import { entry, type Value } from "./value.ts";
import type { JobFile } from "./workflow-file.ts";

export interface Strategy {
  readonly combinations: readonly { readonly matrix: Combination | undefined; readonly context: Context }[];
  readonly failFast: boolean;
  /** Maximum number of jobs in parallel. */
  readonly limit: number;
}

/** @throws Error if the matrix is invalid */
export function strategyOf(strategy: Value | undefined, scope: Scope): Strategy {
  const given = entry(strategy, "matrix");
  const matrices = given === undefined ? [undefined] : expandMatrix(evaluate(given, scope));
  const failFast = evaluate(entry(strategy, "fail-fast") ?? true, scope) !== false;
  const limit = Number(evaluate(entry(strategy, "max-parallel") ?? matrices.length, scope));
  const combinations = matrices.map((matrix, index) => {
    const place = { "job-index": index, "job-total": matrices.length };
    return { matrix, context: { "fail-fast": failFast, ...place, "max-parallel": limit } };
  });
  return { combinations, failFast, limit: Math.max(1, limit) };
}

function texts(value: Plain): readonly string[] {
  if (value === null || typeof value !== "object") return [String(value ?? "")];
  return Object.values(value).flatMap(texts);
}

/** GitHub truncates longer names. */
const maxName = 100;

/** The job's name; the matrix values are appended unless the name contains an expression. */
export function jobName({ id, name }: JobFile, matrix: Combination | undefined, scope: Scope): string {
  const given = evaluateText(name, scope);
  const segments = Object.values(matrix ?? {})
    .flatMap(texts)
    .filter((text) => text !== "");
  const isTelling = typeof name === "object" && given !== "";
  const base = given === "" ? id : given;
  const full = isTelling || segments.length === 0 ? base : `${base} (${segments.join(", ")})`;
  return full.length > maxName ? `${full.slice(0, maxName - 3)}...` : full;
}
