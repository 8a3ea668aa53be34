/** A call of a reusable workflow: its inputs and outputs. */
import type { Context } from "./contexts.ts";
import { evaluate, evaluateText, evaluateTexts, type Plain, type Scope } from "./expressions.ts";
import type { Frame } from "./frame.ts";
import type { LoadedWorkflow } from "./load-workflow.ts";
import type { JobPlace, JobResult } from "./run-parts.ts";
import { entry, isMap, textOf, type Value } from "./value.ts";
import type { JobFile } from "./workflow-file.ts";

const empty: Readonly<Record<string, Plain>> = { boolean: false, number: 0, string: "" };

function isOf(type: string, value: Plain): boolean {
  return type === "string" ? value === null || typeof value !== "object" : typeof value === type;
}

interface InputValue {
  readonly declared: Value;
  readonly given: Plain | undefined;
}

/**
 * An input's value in its declared type.
 * @throws Error if the value has another type
 */
function inputOf(name: string, { declared, given }: InputValue, scope: Scope): Plain {
  const type = textOf(entry(declared, "type")) ?? "string";
  const fallback = entry(declared, "default");
  const value = given ?? (fallback === undefined ? empty[type] : evaluate(fallback, scope)) ?? "";
  if (!isOf(type, value))
    throw new Error(`Invalid input, ${name} must be a ${type}, but ${JSON.stringify(value)} is not`);
  return type === "string" ? String(value) : value;
}

function inputsOf({ job, scope }: JobPlace, { file }: LoadedWorkflow): Context {
  const given = (evaluate(job.with ?? null, scope) ?? {}) as Context;
  if (!isMap(file.callInputs)) return {};
  const inputs = [...file.callInputs].map(
    ([name, declared]) => [name, inputOf(name, { declared, given: given[name] }, scope)] as const,
  );
  return Object.fromEntries(inputs);
}

function secretsOf(job: JobFile, { secrets }: Frame, scope: Scope): Context {
  return job.secrets === "inherit" ? secrets : evaluateTexts(job.secrets, scope);
}

/** @throws Error if an input does not have its declared type */
export function calledFrame(place: JobPlace, callee: LoadedWorkflow): Frame {
  const { frame, job, name, scope, cancellation } = place;
  return {
    workflow: callee,
    inputs: inputsOf(place, callee),
    secrets: secretsOf(job, frame, scope),
    // Whatever the called workflow declares (docs/platforms.md#environments).
    hasEnvironmentSecrets: frame.hasEnvironmentSecrets && job.secrets === "inherit",
    path: [...frame.path, job.id],
    names: [...frame.names, name],
    groups: frame.groups,
    cancellation,
  };
}

export function callOutputs(
  { file }: LoadedWorkflow,
  results: ReadonlyMap<string, JobResult>,
  scope: Scope,
): Readonly<Record<string, string>> {
  if (!isMap(file.callOutputs)) return {};
  const jobs = Object.fromEntries(
    [...results].map(([id, { conclusion, outputs }]) => [id, { result: conclusion, outputs }]),
  );
  const inner = { ...scope, contexts: { ...scope.contexts, jobs } };
  return Object.fromEntries(
    [...file.callOutputs].map(([name, output]) => [name, evaluateText(entry(output, "value"), inner)]),
  );
}
