/** `.kalypso/init.json` on the control plane's main: what init has made, by id. */
import { type Diagnostic, type Outcome, wholeFile } from "@kalypso-actions/diagnostics";
import { ownNames } from "./own-names.ts";
import { isKind, nameOf, outputOf } from "./plan/things-of.ts";
import { repositoryOf, rolesOf } from "./repositories.ts";
import type { ExistingPlatform } from "./settings.ts";
import type { Kind, Reference, Thing, ThingName, Wants } from "./things.ts";
import { hasWantedShape } from "./wanted-shapes.ts";

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
  /** The names of the repositories that were there before. */
  readonly existing?: Omit<ExistingPlatform, "workloads">;
  /** In the order in which they were made. */
  readonly things: readonly RecordedThing[];
}

/** What is not recorded, and what stands for it. */
const left: Readonly<Partial<Record<Kind, Readonly<Record<string, unknown>>>>> = {
  secret: { value: "" },
  "cluster-secret": { key: "" },
  content: { branches: {} },
  files: { files: {} },
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

/** What init adds to a platform that was there before. It makes no repository there, so it removes none. */
const addable: readonly Kind[] = [
  "azure-application",
  "azure-role",
  "environment",
  "federated-credential",
  "files",
  "github-app",
  "installation",
  "label",
  "role-assignment",
  "secret",
  "variable",
];

function isPlace(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { branch, gitopsBranch, gitopsPath } = value as Readonly<Record<string, unknown>>;
  return [branch, gitopsBranch, gitopsPath].every(isText);
}

function isExisting(value: unknown): boolean {
  if (value === undefined) return true;
  if (typeof value !== "object" || value === null) return false;
  const { controlPlane, gitops, gitopsDefaultBranch, places } = value as Readonly<Record<string, unknown>>;
  return (
    [controlPlane, gitops, gitopsDefaultBranch].every(isText) &&
    typeof places === "object" &&
    places !== null &&
    Object.values(places).every(isPlace)
  );
}

/** What a thing must want to be one of init's, and of this platform. Without a value, any text will do. */
function identityOf(kind: Kind, owner: Owner): Readonly<Record<string, readonly string[]>> {
  const { organisation, prefix } = owner;
  const { platformApp, teamApp, application, role, group } = ownNames({ prefix });
  const own = rolesOf(owner).map((each) => repositoryOf(owner, each));
  const app = { organisation: [organisation], title: [platformApp, teamApp] };
  switch (kind) {
    case "github-app":
    case "installation":
      return app;
    case "azure-application":
      return { displayName: [application] };
    case "federated-credential":
      return { credential: [repositoryOf(owner, "control-plane").replace("/", "-")] };
    case "azure-role":
      return { role: [role] };
    case "role-assignment":
      return {};
    case "resource-group":
    case "aks-cluster":
    case "flux-configuration":
    case "cluster-secret":
      return { group: [group] };
    default:
      return { repository: own };
  }
}

type Owner = Pick<InitRecord, "organisation" | "prefix" | "existing">;

/**
 * Whoever can push to main can write the record: it speaks only of what init makes for this platform, under the names that
 * it gives, and is shown under those.
 */
function isOwn({ kind, name, wants }: RecordedThing, owner: Owner): boolean {
  const isWanted = ([key, texts]: readonly [string, readonly string[]]) => {
    const value = wants[key];
    return isText(value) && texts.includes(value);
  };
  return (
    isKind(kind) &&
    hasWantedShape(kind, wants) &&
    (owner.existing === undefined || addable.includes(kind)) &&
    Object.entries(identityOf(kind, owner)).every(isWanted) &&
    name === nameOf(kind, wants as unknown as Wants[typeof kind])
  );
}

/** What hangs on something else hangs on what is recorded, whatever its wants say. */
function bound(thing: RecordedThing, { prefix }: Owner): RecordedThing {
  const { application, role } = ownNames({ prefix });
  const references: Readonly<Partial<Record<Kind, Readonly<Record<string, Reference>>>>> = {
    "federated-credential": { clientId: outputOf(`azure-application ${application}`, "clientId") },
    "role-assignment": { roleId: outputOf(`azure-role ${role}`, "roleId") },
  };
  return { ...thing, wants: { ...thing.wants, ...references[thing.kind] } };
}

/** @param controlPlane `owner/name` of the repository that the record was read from */
export function parseRecord(text: string, controlPlane: string): Outcome<InitRecord | undefined> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return {
      value: undefined,
      diagnostics: [unreadable(error instanceof Error ? error.message : String(error))],
    };
  }
  const { version, organisation, prefix, environments, existing, things } = (data ?? {}) as Readonly<
    Record<string, unknown>
  >;
  if (version !== 1)
    return { value: undefined, diagnostics: [unreadable("it has another version; expected 1")] };
  const isWhole =
    isText(organisation) &&
    isText(prefix) &&
    Array.isArray(environments) &&
    environments.every(isText) &&
    isExisting(existing) &&
    Array.isArray(things) &&
    things.every(isThing);
  if (!isWhole)
    return { value: undefined, diagnostics: [unreadable("it has another form than init writes")] };
  const record = data as InitRecord;
  const isOfPlace = repositoryOf(record, "control-plane").toLowerCase() === controlPlane.toLowerCase();
  const other = isOfPlace
    ? record.things.find((thing) => !isOwn(thing, record))?.name
    : `${record.organisation} ${record.prefix}`;
  if (other !== undefined)
    return { value: undefined, diagnostics: [unreadable(`\`${other}\` does not belong to the platform`)] };
  return {
    value: { ...record, things: record.things.map((thing) => bound(thing, record)) },
    diagnostics: [],
  };
}
