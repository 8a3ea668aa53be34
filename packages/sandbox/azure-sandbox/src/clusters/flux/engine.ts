/** Flux on one cluster: applies the sources' contents and reconciles until nothing changes. */
import type { Checkout, Checkouts } from "../checkouts.ts";
import { keyOf, type Manifest } from "../manifest.ts";
import type { Troubles } from "../trouble.ts";
import { unlessEnded } from "../turns.ts";
import { readyOf } from "./conditions.ts";
import { otherConditions } from "./health.ts";
import { type ClusterState, type Reconciled, reconcileKustomization, unwellOf } from "./kustomization.ts";
import {
  type FluxObject,
  isFlux,
  isKustomization,
  isSource,
  isSuspended,
  newObject,
  type Owner,
  sourceOf,
} from "./objects.ts";
import { addressOf, problemOf, troubled, withArtifact, withFailure } from "./source.ts";

/** A controller's event about a Kustomization, as the notification-controller receives it. */
export interface FluxEvent {
  readonly object: string;
  readonly revision: string;
  readonly reason: string;
  readonly severity: "info" | "error";
}

interface EngineOptions {
  /** The objects that the configuration creates itself. */
  readonly own: readonly Manifest[];
  readonly checkouts: Checkouts;
  readonly troubles: Troubles;
  /** The token in a source's secret; undefined if there is none or it belongs to another server. */
  token(source: FluxObject): string | undefined;
  event(event: FluxEvent): void;
}

/** Enough for any fleet; two Kustomizations that fight over an object would never finish. */
const mostRounds = 1_000;

function owner({ manifest }: FluxObject): Owner {
  return { name: manifest.name, namespace: manifest.namespace ?? "default" };
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export class FluxEngine {
  readonly #options: EngineOptions;
  readonly #objects = new Map<string, FluxObject>();
  /** What was last fetched for each source: the branch's address and move. */
  readonly #fetched = new Map<string, string>();
  /** Kustomizations whose wait timed out, with the revision they waited for. */
  readonly #timedOut = new Map<string, string>();
  /** The last event of each Kustomization. */
  readonly #told = new Map<string, string>();

  constructor(options: EngineOptions) {
    this.#options = options;
    for (const manifest of options.own) {
      const object = newObject(manifest, null);
      this.#objects.set(object.key, object);
    }
  }

  get objects(): ReadonlyMap<string, FluxObject> {
    return this.#objects;
  }

  /** Fetches sources without applying their contents. */
  async fetch(signal: AbortSignal): Promise<void> {
    await this.#fetchAll(new Set(), signal);
  }

  /** Fetches sources, then applies their contents, at any depth. */
  async reconcile(signal: AbortSignal): Promise<void> {
    const tried = new Set<string>();
    for (let round = 0; round < mostRounds; round += 1) {
      const hasFetched = await this.#fetchAll(tried, signal);
      const hasChanged = this.#round();
      if (!hasFetched && !hasChanged && !this.#runOutOfTime()) return;
    }
  }

  get #state(): ClusterState {
    const { troubles } = this.#options;
    const isMoving = [...this.#objects.values()].some(({ name }) => troubles.of(name)?.kind === "progresses");
    return { objects: this.#objects, troubles, timedOut: this.#timedOut, isMoving };
  }

  /** Times out everything that waits for an object that will never become healthy, innermost first. */
  #runOutOfTime(): boolean {
    const state = this.#state;
    const waiting = [...this.#objects.values()].filter(
      (object) =>
        isKustomization(object) &&
        object.conditions.some(({ type, status }) => type === "Healthy" && status === "Unknown"),
    );
    const names = new Set(waiting.map(({ name }) => name));
    const over = waiting.filter((object) => {
      const unwell = unwellOf(object, this.#inventoryOf(object), state);
      return unwell.some(({ state: each, name }) => each === "fails" && !names.has(name));
    });
    for (const { key, lastAttempted = "" } of over) this.#timedOut.set(key, lastAttempted);
    return over.length > 0;
  }

  #inventoryOf({ inventory = [] }: FluxObject): readonly Manifest[] {
    return inventory.flatMap((key) => this.#objects.get(key)?.manifest ?? []);
  }

  async #fetchAll(tried: Set<string>, signal: AbortSignal): Promise<boolean> {
    const sources = [...this.#objects.values()].filter(
      (object) => isSource(object) && !isSuspended(object) && !tried.has(this.#requestOf(object)),
    );
    for (const source of sources) tried.add(this.#requestOf(source));
    const changed = await Promise.all(sources.map((source) => this.#fetch(source, signal)));
    return changed.includes(true);
  }

  #requestOf(source: FluxObject): string {
    const address = addressOf(source, this.#options.token(source));
    const move = address === undefined ? 0 : this.#options.checkouts.moveOf(address);
    return JSON.stringify([source.key, address, move]);
  }

  /** @returns whether the source has changed */
  async #fetch(source: FluxObject, signal: AbortSignal): Promise<boolean> {
    const request = this.#requestOf(source);
    const bad = troubled(source, this.#options.troubles.of(source.name));
    if (bad !== undefined) this.#fetched.delete(source.key);
    else if (this.#fetched.get(source.key) === request) return false;
    const next = bad ?? (await this.#fetchedSource(source, request, signal));
    // It was pruned or changed in the meantime.
    if (this.#objects.get(source.key) !== source) return true;
    this.#objects.set(source.key, next);
    return !isSame(source.conditions, next.conditions);
  }

  async #fetchedSource(source: FluxObject, request: string, signal: AbortSignal): Promise<FluxObject> {
    const address = addressOf(source, this.#options.token(source));
    if (address === undefined) return withFailure(source, "the sandbox follows only branches");
    let checkout: Checkout;
    try {
      checkout = await unlessEnded(signal, this.#options.checkouts.fetch(address));
    } catch (error) {
      signal.throwIfAborted();
      return withFailure(source, problemOf(address, error));
    }
    this.#fetched.set(source.key, request);
    return withArtifact(source, address.branch, checkout);
  }

  /**
   * Every controller examines the objects once.
   * @returns whether anything changed
   */
  #round(): boolean {
    const state = { ...this.#state, objects: new Map(this.#objects) };
    const kustomizations = [...state.objects.values()].filter(isKustomization);
    const results = kustomizations.map((object) => [object, reconcileKustomization(object, state)] as const);
    const changes = results.map(([object, result]) => this.#put(object, result));
    return [...changes, this.#others()].includes(true);
  }

  #put(before: FluxObject, { status, applied }: Reconciled): boolean {
    const { key } = before;
    if (!this.#objects.has(key)) return true;
    this.#tell(before, status);
    const inventory = applied?.map(keyOf) ?? before.inventory ?? [];
    const hasApplied = applied !== undefined && this.#apply(before, applied);
    const hasPruned = this.#prune(before, new Set(inventory));
    // Applying its own folder may have changed its specification.
    const current = this.#objects.get(key) ?? before;
    this.#objects.set(key, { ...current, ...status, inventory });
    const { conditions, lastApplied, lastAttempted } = before;
    return hasApplied || hasPruned || !isSame({ conditions, lastApplied, lastAttempted }, pick(status));
  }

  #apply(by: FluxObject, applied: readonly Manifest[]): boolean {
    const changes = applied.map((manifest) => {
      const key = keyOf(manifest);
      const known = this.#objects.get(key);
      if (known?.appliedBy === null) return false;
      const object = { ...(known ?? newObject(manifest, null)), manifest, appliedBy: owner(by) };
      if (known !== undefined && isSame([known.manifest, known.appliedBy], [manifest, object.appliedBy]))
        return false;
      this.#objects.set(key, object);
      return true;
    });
    return changes.includes(true);
  }

  /** Removes objects that are no longer in the folder; a Kustomization takes the objects it applied with it. */
  #prune(by: FluxObject, inventory: ReadonlySet<string>): boolean {
    if (by.manifest.spec["prune"] !== true) return false;
    const gone = (by.inventory ?? []).filter((key) => !inventory.has(key) && this.#isOwnedBy(key, by));
    for (const key of gone) {
      const object = this.#objects.get(key);
      this.#objects.delete(key);
      this.#fetched.delete(key);
      if (object !== undefined && isKustomization(object) && !isSuspended(object))
        this.#prune(object, new Set());
    }
    return gone.length > 0;
  }

  #isOwnedBy(key: string, by: FluxObject): boolean {
    return isSame(this.#objects.get(key)?.appliedBy, owner(by));
  }

  /** Objects of Flux's other controllers are healthy unless a failure was injected. */
  #others(): boolean {
    const others = [...this.#objects.values()].filter(
      (object) => isFlux(object.manifest) && !isSource(object) && !isKustomization(object),
    );
    const changes = others.map((object) => {
      const conditions = otherConditions(object, this.#options.troubles);
      this.#objects.set(object.key, { ...object, conditions });
      return !isSame(conditions, object.conditions);
    });
    return changes.includes(true);
  }

  #tell(before: FluxObject, status: Reconciled["status"]): void {
    const { event } = this.#options;
    const is = readyOf(status.conditions);
    const artifact = this.#objects.get(sourceOf(before).key)?.artifact;
    const object = before.key;
    const wasChecking = before.conditions.some(
      ({ type, status: at }) => type === "Healthy" && at === "Unknown",
    );
    if (wasChecking && before.lastAttempted !== undefined && before.lastAttempted !== artifact?.revision)
      event({ object, revision: before.lastAttempted, reason: "HealthCheckCanceled", severity: "info" });
    if (is === undefined || artifact === undefined || is.status === "Unknown") return;
    const { revision } = artifact;
    const news = `${revision} ${is.reason} ${is.message}`;
    if (this.#told.get(object) === news) return;
    this.#told.set(object, news);
    const isInfo = is.status === "True" || is.reason === "DependencyNotReady";
    event({ object, revision, reason: is.reason, severity: isInfo ? "info" : "error" });
  }
}

function pick({ conditions, lastApplied, lastAttempted }: Reconciled["status"]) {
  return { conditions, lastApplied, lastAttempted };
}
