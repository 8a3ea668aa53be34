/** Converts a dispatch's inputs from strings to the types that the workflow declares. */
import type { Context } from "./contexts.ts";
import type { Plain } from "./expressions.ts";
import { entry, textOf, type Value } from "./value.ts";

function typed(type: string | undefined, text: string): Plain {
  if (type === "boolean") return text === "true";
  return type === "number" && text !== "" ? Number(text) : text;
}

/** @param declared `on.workflow_dispatch.inputs` */
export function dispatchContext(
  payload: Readonly<Record<string, unknown>>,
  declared: Value | undefined,
): Context {
  const given = Object.entries((payload["inputs"] ?? {}) as Readonly<Record<string, unknown>>);
  const typeOf = (name: string) => textOf(entry(entry(declared, name), "type"));
  return Object.fromEntries(given.map(([name, value]) => [name, typed(typeOf(name), String(value))]));
}
