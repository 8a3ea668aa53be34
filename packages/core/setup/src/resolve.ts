/** References replaced by what they stand for. */
import type { Kind, Reference, Resolved, Thing, Wants } from "./things.ts";

/** Outputs of things, by their names, and of `given`. */
export type Outputs = ReadonlyMap<Reference["of"], Readonly<Record<string, string>>>;

function isReference(value: object): value is Reference {
  return "of" in value && "output" in value;
}

interface Resolution<T> {
  /** Undefined if something is missing. */
  readonly value: T | undefined;
  readonly missing: readonly Reference[];
}

/** Wants with every reference replaced; or the references for which there is no output. */
export function resolve<K extends Kind>(
  { wants }: Extract<Thing, { kind: K }>,
  outputs: Outputs,
): Resolution<Resolved<Wants[K]>> {
  const missing: Reference[] = [];
  const replaced = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replaced);
    if (typeof value !== "object" || value === null) return value;
    if (isReference(value)) {
      const text = outputs.get(value.of)?.[value.output];
      if (text === undefined) missing.push(value);
      return text;
    }
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replaced(each)]));
  };
  const value = replaced(wants) as Resolved<Wants[K]>;
  return { value: missing.length === 0 ? value : undefined, missing };
}
