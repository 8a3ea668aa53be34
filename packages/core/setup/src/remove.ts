/** What destroy removes: what init has made, and nothing else. */
import type { RecordedThing } from "./record.ts";
import type { Found, Kind } from "./things.ts";

export interface Removal {
  readonly thing: RecordedThing;
  /** With the id to remove. */
  readonly found: Found;
}

interface Remaining {
  readonly thing: RecordedThing;
  readonly why: "gone" | "replaced" | "goes-with";
  /** The name of what it goes with. */
  readonly of?: string;
}

export interface Removals {
  /** In the order in which they are removed. */
  readonly remove: readonly Removal[];
  readonly remaining: readonly Remaining[];
}

const inRepository: readonly Kind[] = [
  "actions-settings",
  "content",
  "environment",
  "files",
  "label",
  "ruleset",
  "secret",
  "variable",
];
const inApplication: readonly Kind[] = ["federated-credential"];

/** The name of the thing that takes another one with it. */
function ownerOf({ kind, wants }: RecordedThing, things: readonly RecordedThing[]): string | undefined {
  const owner = (of: Kind, key: string) =>
    things.find((other) => other.kind === of && other.wants[key] === wants[key])?.name;
  if (inRepository.includes(kind)) return owner("repository", "repository");
  if (kind === "flux-configuration" || kind === "cluster-secret") return owner("aks-cluster", "cluster");
  if (kind === "installation") return owner("github-app", "title");
  if (inApplication.includes(kind)) return things.find((other) => other.kind === "azure-application")?.name;
  return undefined;
}

/** What is removed before its owner, because it would outlive it: an assignment of a role, an App's installation. */
const ownOrder: readonly Kind[] = [
  "role-assignment",
  "azure-role",
  "azure-application",
  // A group with anything else in it stays.
  "aks-cluster",
  "resource-group",
  "github-app",
];

function rank({ kind }: RecordedThing, isControlPlane: boolean): number {
  // The record is in the control plane: it goes last, so that destroy can be run again.
  if (isControlPlane) return ownOrder.length + 1;
  const index = ownOrder.indexOf(kind);
  return index === -1 ? ownOrder.length : index;
}

interface Present {
  readonly thing: RecordedThing;
  readonly found: Found | undefined;
}

/**
 * @param controlPlane `owner/name`
 * @param present every recorded thing, with what has its name now
 */
export function removalsOf(present: readonly Present[], controlPlane: string): Removals {
  const remove: Removal[] = [];
  const remaining: Remaining[] = [];
  const things = present.map(({ thing }) => thing);
  const removed = new Set<string>();
  for (const { thing, found } of present) {
    const owner = ownerOf(thing, things);
    if (owner !== undefined && removed.has(owner)) remaining.push({ thing, why: "goes-with", of: owner });
    else if (found === undefined) remaining.push({ thing, why: "gone" });
    else if (thing.id !== null && thing.id !== found.id) remaining.push({ thing, why: "replaced" });
    else {
      remove.push({ thing, found });
      removed.add(thing.name);
    }
  }
  const isLast = ({ kind, wants }: RecordedThing) =>
    kind === "repository" && wants["repository"] === controlPlane;
  remove.sort((a, b) => rank(a.thing, isLast(a.thing)) - rank(b.thing, isLast(b.thing)));
  return { remove, remaining };
}
