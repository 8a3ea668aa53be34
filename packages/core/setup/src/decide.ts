/** What of a plan to make, to keep, and what is in the way. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import { visible } from "@kalypso-actions/diagnostics";
import type { InitRecord } from "./record.ts";
import type { Found, Kind, Resolved, Thing, ThingName, Wants } from "./things.ts";

/** A thing of the plan, with what is there under its name. */
export interface Looked {
  readonly thing: Thing;
  /** Undefined if it refers to what is not there yet. */
  readonly wants: Resolved<Wants[Kind]> | undefined;
  /** Undefined if nothing is there. */
  readonly found: Found | undefined;
}

export interface Step extends Looked {
  readonly action: "make" | "keep";
  /** How what is kept differs from what init would make, in words. */
  readonly differences: readonly string[];
}

/** What has a name that anybody may take. Everything else is part of one of these. */
const roots: readonly Kind[] = [
  "repository",
  "github-app",
  "azure-application",
  "azure-role",
  "resource-group",
];

export function isRoot(kind: Kind): boolean {
  return roots.includes(kind);
}

/** Contents change as soon as somebody works with them, and keys cannot be read. */
const changing: readonly Kind[] = ["content", "secret", "cluster-secret"];

function sorted(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, each]): [string, unknown] => [key, sorted(each)])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(inWords).join(", ");
  if (typeof value === "object" && value !== null)
    return Object.entries(value)
      .map(([key, each]) => `${key}: ${inWords(each)}`)
      .join(", ");
  return visible(String(value));
}

/** `visibility is private; expected public`, for each wanted field that can be read; the order of lists means nothing. */
function differencesOf(wants: object, actual: object): readonly string[] {
  return Object.entries(actual).flatMap(([key, is]) => {
    const wanted = (wants as Readonly<Record<string, unknown>>)[key];
    if (wanted === undefined || JSON.stringify(sorted(wanted)) === JSON.stringify(sorted(is))) return [];
    return [`${key} is ${inWords(is)}; expected ${inWords(wanted)}`];
  });
}

function taken(name: ThingName): Diagnostic {
  return {
    severity: "error",
    code: "setup-name-taken",
    message: `there is already a ${name}, which init has not made`,
    hint: "Choose another prefix with -p, or rename what is there.",
  };
}

function replaced(name: ThingName): Diagnostic {
  return {
    severity: "error",
    code: "setup-replaced",
    message: `the ${name} is not the one that init has made: somebody has removed that one and made another`,
    hint: "Rename or remove what is there, and run init again.",
  };
}

/**
 * The control plane of a run that was ended before it could write the record: the first thing of a plan, still without
 * content, and described as init does.
 */
function isBegun([first, ...others]: readonly Looked[], record: InitRecord | undefined): boolean {
  if (record !== undefined || first?.found === undefined || first.wants === undefined) return false;
  const { description } = first.found.actual as Partial<Wants["repository"]>;
  const isOwn = description === (first.wants as Wants["repository"]).description;
  return isOwn && others.every(({ found }) => found === undefined);
}

interface Decision {
  readonly steps: readonly Step[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Makes what is missing and keeps what is there. What has a wanted name, but was not made by init, is in the way.
 * @param record undefined before the first run
 */
export function decide(looked: readonly Looked[], record: InitRecord | undefined): Decision {
  const known = new Map(record?.things.map(({ name, id }) => [name, id]));
  const diagnostics: Diagnostic[] = [];
  const begun = isBegun(looked, record) ? looked[0] : undefined;
  const steps = looked.map((one): Step => {
    const { thing, found, wants } = one;
    if (found === undefined) return { ...one, action: "make", differences: [] };
    const id = known.get(thing.name);
    if (isRoot(thing.kind) && id === undefined && one !== begun) diagnostics.push(taken(thing.name));
    if (isRoot(thing.kind) && typeof id === "string" && id !== found.id)
      diagnostics.push(replaced(thing.name));
    const differences =
      wants === undefined || changing.includes(thing.kind) ? [] : differencesOf(wants, found.actual);
    return { ...one, action: "keep", differences };
  });
  return { steps, diagnostics };
}
