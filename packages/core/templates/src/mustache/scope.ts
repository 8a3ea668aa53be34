/** How a mustache template finds values in its data. */
import { keyText, ValueMap } from "@kalypso-actions/yaml-values";
import { TeamText, TeamWord } from "../team-text.ts";
import { Entry } from "./view.ts";

/** Own, enumerable properties only: templates cannot reach a prototype, `length` or a method. */
export function ownValue(view: unknown, name: string): unknown {
  if (view === null || typeof view !== "object" || view instanceof TeamText || view instanceof TeamWord)
    return undefined;
  if (view instanceof ValueMap || view instanceof Entry) return view.named(name);
  return Object.prototype.propertyIsEnumerable.call(view, name)
    ? (view as Record<string, unknown>)[name]
    : undefined;
}

export function namesIn(value: unknown): readonly string[] {
  if (value instanceof Entry) return Entry.names;
  if (value instanceof ValueMap) return [...value.entries.keys()].map(keyText);
  return Object.keys((value as object | null) ?? {});
}

/** The value at a dotted path, longest key first, because keys of configurations and labels can contain dots. */
function follow(view: unknown, parts: readonly string[]): unknown {
  if (parts.length === 0) return view;
  for (let length = parts.length; length > 0; length--) {
    const own = ownValue(view, parts.slice(0, length).join("."));
    // Without this, every way to divide the rest of the name would be tried.
    if (own === undefined) continue;
    const found = follow(own, parts.slice(length));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The views around a tag, innermost last, with lookups as in the mustache(5) manual. */
export class Scope {
  readonly view: unknown;
  readonly #parent: Scope | undefined;

  constructor(view: unknown, parent?: Scope) {
    this.view = view;
    this.#parent = parent;
  }

  push(view: unknown): Scope {
    return new Scope(view, this);
  }

  lookup(name: string): unknown {
    if (name === ".") return this.view;
    const direct = this.#find(name);
    if (direct !== undefined || !name.includes(".")) return direct;
    // A dotted name is found by its first part, then followed.
    const [first = "", ...rest] = name.split(".");
    return follow(this.#find(first), rest);
  }

  #find(name: string): unknown {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.#parent) {
      const found = ownValue(scope.view, name);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

export function isFalsy(value: unknown): boolean {
  if (value instanceof TeamText) return value.text === "";
  return (
    value === undefined ||
    value === null ||
    value === false ||
    value === "" ||
    (Array.isArray(value) && value.length === 0)
  );
}
