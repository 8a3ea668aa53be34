/** A platform in memory: drivers that make things in a map, and fail where a test says. */
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import {
  type Found,
  formatRecord,
  type InitRecord,
  type Kind,
  parseRecord,
  type Resolved,
  recordPath,
  type Wants,
} from "@kalypso-actions/setup";
import type { Driver, Drivers } from "../src/driver.ts";

const outputs: Partial<Record<Kind, readonly string[]>> = {
  "github-app": ["appId", "clientId", "slug", "privateKey"],
  environment: ["subject"],
  repository: ["subject", "id"],
  "azure-application": ["clientId", "tenantId", "principalId"],
  "azure-role": ["roleId"],
};

/** What tells things of one kind apart: what `nameOf` uses, which drivers do not get. */
function keyOf(kind: Kind, wants: object): string {
  const names = [
    "repository",
    "environment",
    "label",
    "variable",
    "secret",
    "ruleset",
    "title",
    "displayName",
    "credential",
    "role",
    "scope",
    "group",
    "cluster",
    "configuration",
  ] as const;
  const found = wants as Readonly<Record<string, unknown>>;
  return [kind, ...names.map((name) => String(found[name] ?? ""))].join("|");
}

/** What platforms remove together with something. */
const takes: Partial<Record<Kind, readonly [field: string, kinds: RegExp]>> = {
  repository: ["repository", /./],
  "aks-cluster": ["cluster", /^flux-configuration/],
  "github-app": ["title", /^installation/],
  "azure-application": ["displayName", /^federated-credential/],
};

function goesWith(
  kind: Kind,
  wants: object,
  other: { readonly key: string; readonly wants: object },
): boolean {
  const [field, kinds] = takes[kind] ?? ["", /^$/];
  if (field === "" || !kinds.test(other.key)) return false;
  const value = Reflect.get(other.wants, field);
  return field === "displayName" || (value !== undefined && value === Reflect.get(wants, field));
}

export class Memory {
  readonly things = new Map<string, Found & { readonly wants: object }>();
  /** The calls that make or remove something, in order. */
  readonly calls: string[] = [];
  #ids = 0;
  /** Ends the process before or after the call with this number, 0-based. */
  killAt: { readonly call: number; readonly when: "before" | "after" } | undefined;

  /** Calls that the platform refuses. */
  refuse: RegExp | undefined;

  #call(what: string, work: () => void): void {
    if (this.refuse?.test(what))
      throw new DiagnosticError({ severity: "error", code: "github-denied", message: what, hint: "None." });
    const isHere = this.killAt?.call === this.calls.length;
    if (isHere && this.killAt?.when === "before") throw new Error("killed");
    this.calls.push(what);
    work();
    if (isHere) throw new Error("killed");
  }

  #driver(kind: Kind): Driver<Kind> {
    return {
      read: async (wants) => {
        const found = this.things.get(keyOf(kind, wants));
        if (found === undefined) return undefined;
        // A key is shown once.
        const { privateKey: _, ...shown } = found.outputs;
        return { ...found, outputs: shown };
      },
      make: async (wants) => {
        const key = keyOf(kind, wants);
        const id = String(++this.#ids);
        const own = Object.fromEntries((outputs[kind] ?? []).map((name) => [name, `${name} of ${key}`]));
        const found = { id, actual: wants as Found["actual"], outputs: own, wants };
        this.#call(`make ${key}`, () => this.things.set(key, this.things.get(key) ?? found));
        return found;
      },
      remove: async (wants, id) => {
        const key = keyOf(kind, wants);
        this.#call(`remove ${key}`, () => {
          if (this.things.get(key)?.id === id) this.things.delete(key);
          for (const [other, { wants: theirs }] of this.things)
            if (goesWith(kind, wants, { key: other, wants: theirs })) this.things.delete(other);
        });
      },
    };
  }

  get drivers(): Drivers {
    return new Proxy({}, { get: (_, kind) => this.#driver(kind as Kind) }) as Drivers;
  }

  put(kind: Kind, wants: object): void {
    this.things.set(keyOf(kind, wants), { id: String(++this.#ids), actual: wants, outputs: {}, wants });
  }

  #matching(kind: Kind, some: object): readonly string[] {
    return [...this.things].flatMap(([key, { wants }]) => {
      const own = wants as Readonly<Record<string, unknown>>;
      const isIt = Object.entries(some).every(([name, value]) => own[name] === value);
      return key.startsWith(`${kind}|`) && isIt ? [key] : [];
    });
  }

  has(kind: Kind, some: object): boolean {
    return this.#matching(kind, some).length > 0;
  }

  wantsOf<K extends Kind>(kind: K, some: object): Resolved<Wants[K]> | undefined {
    const [key = ""] = this.#matching(kind, some);
    return this.things.get(key)?.wants as Resolved<Wants[K]> | undefined;
  }

  forget(kind: Kind, some: object): void {
    for (const key of this.#matching(kind, some)) this.things.delete(key);
  }

  change(kind: Kind, some: object, actual: object): void {
    for (const key of this.#matching(kind, some)) {
      const found = this.things.get(key);
      if (found !== undefined) this.things.set(key, { ...found, actual: { ...found.actual, ...actual } });
    }
  }

  /** Somebody removes it and makes another one with its name. */
  replace(kind: Kind, some: object): void {
    for (const key of this.#matching(kind, some)) {
      const found = this.things.get(key);
      if (found !== undefined) this.things.set(key, { ...found, id: String(++this.#ids) });
    }
  }

  /** What is there, without ids. */
  state(): readonly string[] {
    return [...this.things.keys()].sort();
  }
}

/** Keeps the record where the product does: with the control plane, and gone with it. */
export class Store {
  readonly #memory: Memory;
  readonly #controlPlane: string;
  #text: string | undefined;
  #isLater = false;
  writes = 0;

  constructor(memory: Memory, controlPlane: string) {
    this.#memory = memory;
    this.#controlPlane = controlPlane;
  }

  async write(record: InitRecord): Promise<void> {
    this.writes++;
    this.#text = formatRecord(record);
    this.#isLater = this.#memory.has("content", { repository: this.#controlPlane });
  }

  async erase(): Promise<void> {
    this.#text = undefined;
  }

  record(): InitRecord | undefined {
    if (!this.#memory.has("repository", { repository: this.#controlPlane })) return undefined;
    const content = this.#memory.wantsOf("content", { repository: this.#controlPlane });
    const pushed = content?.branches["main"]?.[recordPath];
    // Whichever came last.
    const text = pushed === undefined || this.#isLater ? this.#text : pushed;
    return text === undefined ? undefined : parseRecord(text, this.#controlPlane).value;
  }
}
