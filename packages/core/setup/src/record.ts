/** `.kalypso/init.json` on the control plane's main: what init has made, by id. */
import { type Diagnostic, type Outcome, wholeFile } from "@kalypso-actions/diagnostics";
import { repositories, repositoryOf } from "./repositories.ts";
import { prefixForm } from "./settings.ts";
import type { Kind, Thing, ThingName } from "./things.ts";

export const recordPath = ".kalypso/init.json";

export interface RecordedThing {
  readonly kind: Kind;
  readonly name: ThingName;
  /** Null while it is being made: whatever has its name by then is this. */
  readonly id: string | null;
  /** What was wanted, without contents and secrets; with references where it was not made yet. */
  readonly wants: Readonly<Record<string, unknown>>;
}

export interface InitRecord {
  readonly version: 1;
  readonly organisation: string;
  readonly prefix: string;
  readonly environments: readonly string[];
  /** In the order in which they were made. */
  readonly things: readonly RecordedThing[];
}

/** What is not recorded, and what stands for it. */
const left: Readonly<Partial<Record<Kind, Readonly<Record<string, unknown>>>>> = {
  secret: { value: "" },
  content: { branches: {} },
  "flux-configuration": { access: undefined },
};

export function recorded({ kind, name }: Thing, wants: object, id: string | null): RecordedThing {
  return { kind, name, id, wants: { ...wants, ...left[kind] } };
}

export function formatRecord(record: InitRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

function unreadable(why: string): Diagnostic {
  return {
    severity: "error",
    code: "setup-record-invalid",
    message: `${recordPath} of the control plane cannot be read: ${why}`,
    hint: "Take it from an earlier commit. Without it, nobody knows what init has made.",
    place: wholeFile(recordPath),
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isThing(value: unknown): value is RecordedThing {
  if (typeof value !== "object" || value === null) return false;
  const { kind, name, id, wants } = value as Readonly<Record<string, unknown>>;
  return (
    isText(kind) &&
    isText(name) &&
    name.startsWith(`${kind} `) &&
    (id === null || isText(id)) &&
    typeof wants === "object" &&
    wants !== null
  );
}

/**
 * Whoever can push to main can write the record: it speaks only of what has the prefix that a person types to remove it.
 * @returns the name of something else
 */
function stranger({ organisation, prefix, things }: InitRecord): string | undefined {
  const own = new Set(repositories.map((role) => repositoryOf({ organisation, prefix }, role)));
  const begins = (text: unknown) => isText(text) && new RegExp(`^${prefix}(?![a-z0-9])`).test(text);
  const isOwn = ({ wants }: RecordedThing) =>
    Object.entries(wants).every(([key, value]) => {
      if (key === "repository") return isText(value) && own.has(value);
      if (key === "organisation") return value === organisation;
      return !["title", "displayName", "role", "group"].includes(key) || begins(value);
    });
  return things.find((thing) => !isOwn(thing))?.name;
}

export function parseRecord(text: string): Outcome<InitRecord | undefined> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return {
      value: undefined,
      diagnostics: [unreadable(error instanceof Error ? error.message : String(error))],
    };
  }
  const { version, organisation, prefix, environments, things } = (data ?? {}) as Readonly<
    Record<string, unknown>
  >;
  if (version !== 1)
    return { value: undefined, diagnostics: [unreadable("it has another version; expected 1")] };
  const isWhole =
    isText(organisation) &&
    isText(prefix) &&
    Array.isArray(environments) &&
    environments.every(isText) &&
    Array.isArray(things) &&
    things.every(isThing);
  if (!isWhole)
    return { value: undefined, diagnostics: [unreadable("it has another form than init writes")] };
  const record = data as InitRecord;
  const other = prefixForm.test(record.prefix) ? stranger(record) : record.prefix;
  if (other !== undefined)
    return { value: undefined, diagnostics: [unreadable(`\`${other}\` does not belong to the prefix`)] };
  return { value: record, diagnostics: [] };
}
