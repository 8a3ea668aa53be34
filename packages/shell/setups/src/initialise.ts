/** Makes what a plan lacks, so that whoever is ended in between and starts again gets the same. */
import { type Diagnostic, DiagnosticError } from "@kalypso-actions/diagnostics";
import {
  type Found,
  formatRecord,
  type InitRecord,
  isRoot,
  type Kind,
  type Outputs,
  type RecordedThing,
  type Reference,
  type Resolved,
  recorded,
  recordPath,
  resolve,
  type Step,
  type Thing,
  type Wants,
} from "@kalypso-actions/setup";
import type { Drivers } from "./driver.ts";
import { blobId } from "./github/git-tree.ts";
import { driverOf } from "./look.ts";

/** Where the record is kept: on the control plane's main. */
export interface RecordStore {
  /** Called once the control plane exists, before anything else is made. */
  write(record: InitRecord): Promise<void>;
  /** Where the control plane stays: called when nothing of the record is there any more. */
  erase(): Promise<void>;
}

interface Progress {
  readonly thing: Thing;
  readonly state: "making" | "made" | "kept";
  /** 1-based. */
  readonly index: number;
  readonly count: number;
}

interface Initialisation {
  readonly steps: readonly Step[];
  readonly drivers: Drivers;
  readonly store: RecordStore;
  /** What the person gives, and what is known without being made. */
  readonly given: Outputs;
  /** Without its things, of which those of an earlier run are `before`. */
  readonly record: Omit<InitRecord, "things" | "version">;
  readonly before: readonly RecordedThing[];
  /** `owner/name` */
  readonly controlPlane: string;
  readonly tell: (progress: Progress) => void;
}

/** The variables in which a person gives what is a secret. */
const variables: Readonly<Record<string, string>> = {
  platformToken: "KALYPSO_PLATFORM_TOKEN",
  gitKey: "KALYPSO_GIT_KEY",
};

function lost(thing: Thing, missing: readonly Reference[]): Diagnostic {
  const [first] = missing;
  const variable = first?.of === "given" ? variables[first.output] : undefined;
  if (variable !== undefined)
    return {
      severity: "error",
      code: "input-missing",
      message: `the ${thing.name} needs a value, and the variable ${variable} is not set`,
      hint: `Set ${variable} in the environment of the command.`,
    };
  return {
    severity: "error",
    code: "setup-value-lost",
    message: `the ${thing.name} is missing, and \`${first?.output ?? ""}\` of ${first?.of ?? ""}, which it needs, is not known any more`,
    hint:
      first?.output === "privateKey"
        ? "GitHub shows a key once. Generate another one on the App's page, and pass it with --app-id and --app-key-file."
        : "Remove what it belongs to, and run init again.",
  };
}

/** Of contents, the ids of their workflows are recorded: an update merges with what they were. */
function withObjects(thing: Thing, wants: object): object {
  if (thing.kind !== "content" || "objects" in wants) return wants;
  const objects = Object.entries(thing.wants.branches).map(([branch, files]) => {
    const workflows = Object.entries(files).filter(([path]) => path.startsWith(".github/workflows/"));
    return [branch, Object.fromEntries(workflows.map(([path, text]) => [path, blobId(text)]))] as const;
  });
  return { ...wants, objects: Object.fromEntries(objects) };
}

/** What is recorded of each step: those of this run, and what an earlier one has made. */
class Things {
  readonly #things: Map<string, RecordedThing>;

  constructor(before: readonly RecordedThing[]) {
    this.#things = new Map(before.map((thing) => [thing.name, thing]));
  }

  /** Before it is made, so that a run that ends in between leaves its name. */
  intend({ thing }: Step): void {
    if (!this.#things.has(thing.name))
      this.#things.set(thing.name, recorded(thing, withObjects(thing, thing.wants), null));
  }

  made(thing: Thing, wants: object, { id }: Found): void {
    const { objects } = this.#things.get(thing.name)?.wants ?? {};
    // What somebody has worked with since is known by what it was.
    const known = thing.kind === "content" && objects !== undefined ? { ...wants, objects } : wants;
    this.#things.set(thing.name, recorded(thing, withObjects(thing, known), id));
  }

  has(thing: Thing): boolean {
    return this.#things.has(thing.name);
  }

  /** Whether an id has changed, or, where the control plane's own content brings the record, one that says what is ours. */
  hasNews(before: readonly RecordedThing[], counts: (kind: Kind) => boolean): boolean {
    const old = new Map(before.map(({ name, id }) => [name, id]));
    return this.all.some(({ kind, name, id }) => counts(kind) && old.get(name) !== id);
  }

  get all(): readonly RecordedThing[] {
    return [...this.#things.values()];
  }
}

/** What cannot be made whatever is made before it: nothing that is made or known has a value that it needs. */
function unmakeable(steps: readonly Step[], given: Outputs): readonly Diagnostic[] {
  const outputs = new Map<Reference["of"], Readonly<Record<string, string>>>(given);
  for (const { thing, found } of steps)
    if (found !== undefined) outputs.set(thing.name, { ...found.outputs, ...outputs.get(thing.name) });
  const made = new Set<Reference["of"]>(
    steps.flatMap(({ thing, action }) => (action === "make" ? [thing.name] : [])),
  );
  return steps.flatMap(({ thing, action }) => {
    if (action === "keep") return [];
    const missing = resolve(thing, outputs).missing.filter(({ of }) => !made.has(of));
    return missing.length === 0 ? [] : [lost(thing, missing)];
  });
}

/** @throws DiagnosticError of the thing that cannot be made; what was made before it stays, and is kept by the next run */
export async function initialise(asked: Initialisation): Promise<InitRecord> {
  const { steps, drivers, store, given, before, controlPlane, tell } = asked;
  const impossible = unmakeable(steps, given);
  if (impossible.length > 0) throw new DiagnosticError(impossible);
  const outputs = new Map<Reference["of"], Readonly<Record<string, string>>>(given);
  const things = new Things(before);
  const record = (): InitRecord => ({ version: 1, ...asked.record, things: things.all });
  const missing = steps.filter(({ action }) => action === "make");
  const isControlPlane = ({ kind, wants }: Thing) =>
    kind === "repository" && wants.repository === controlPlane;
  let isIntended = false;
  const intend = async () => {
    if (isIntended) return;
    isIntended = true;
    // A commit on main starts workflows: what an earlier run has recorded is not recorded again.
    const isNews = missing.some(({ thing }) => !things.has(thing));
    for (const step of missing) things.intend(step);
    if (isNews) await store.write(record());
  };
  for (const [index, step] of steps.entries()) {
    const { thing, action } = step;
    const at = { thing, index: index + 1, count: steps.length };
    const driver = driverOf(drivers, thing.kind);
    let found = step.found;
    if (action === "make") {
      tell({ ...at, state: "making" });
      if (!isControlPlane(thing)) await intend();
      const { value, missing: unknown } = resolve(thing, outputs);
      if (value === undefined) throw new DiagnosticError(lost(thing, unknown));
      const wants = value as Resolved<Wants[Kind]>;
      found = await driver.make(
        isContent(thing, controlPlane) ? withRecord(wants as Resolved<Wants["content"]>, record()) : wants,
      );
      things.made(thing, wants, found);
      tell({ ...at, state: "made" });
    } else {
      // Found where an earlier run was ended before it could record the id.
      const isOwn = things.has(thing) || isControlPlane(thing);
      if (isOwn && found !== undefined && step.wants !== undefined) things.made(thing, step.wants, found);
      tell({ ...at, state: "kept" });
    }
    if (found !== undefined) outputs.set(thing.name, { ...found.outputs, ...outputs.get(thing.name) });
  }
  const content = steps.find(({ thing }) => isContent(thing, controlPlane));
  const counts = content === undefined ? () => true : isRoot;
  if (content?.action !== "make" && things.hasNews(before, counts)) await store.write(record());
  return record();
}

function isContent({ kind, wants }: Thing, repository: string): boolean {
  return kind === "content" && wants.repository === repository;
}

/** The control plane's content brings the record along, because a push of its own would start everything again. */
function withRecord(content: Resolved<Wants["content"]>, record: InitRecord): Resolved<Wants["content"]> {
  const { branches, defaultBranch } = content;
  const main = { ...branches[defaultBranch], [recordPath]: formatRecord(record) };
  return { ...content, branches: { ...branches, [defaultBranch]: main } };
}
