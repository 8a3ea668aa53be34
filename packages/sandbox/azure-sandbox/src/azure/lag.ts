/** Makes a record lag behind its cluster, counted in reads instead of time. */
import { ready, readyOf } from "../clusters/flux/conditions.ts";
import { type FluxObject, isFlux, isKustomization, isSource } from "../clusters/flux/objects.ts";

type Objects = ReadonlyMap<string, FluxObject>;

function attemptOf(object: FluxObject | undefined): string | undefined {
  return object?.lastAttempted ?? readyOf(object?.conditions ?? [])?.message;
}

function applierOf({ appliedBy }: FluxObject, objects: Objects): FluxObject | undefined {
  return [...objects.values()].find(
    (object) =>
      isKustomization(object) &&
      object.manifest.name === appliedBy?.name &&
      object.manifest.namespace === appliedBy.namespace,
  );
}

export class Lag {
  readonly #reads: number;
  /** For how many more reads the record shows the previous state. */
  #left = 0;
  #before: Objects = new Map();
  /** Kustomizations that have attempted a new revision since then. */
  #behind: ReadonlySet<string> = new Set();

  constructor(reads: number) {
    this.#reads = reads;
  }

  /** Call after every turn of the cluster. */
  changed(before: Objects, now: Objects): void {
    const changed = [...now.values()].filter(
      (object) => isKustomization(object) && attemptOf(object) !== attemptOf(before.get(object.key)),
    );
    if (changed.length === 0) return;
    this.#before = before;
    this.#behind = new Set(changed.map(({ key }) => key));
    this.#left = this.#reads;
  }

  read(): void {
    this.#left = Math.max(this.#left - 1, 0);
  }

  /** The objects that the record shows. Azure only knows Flux's own kinds. */
  shown(now: Objects, isFlapping: boolean): readonly FluxObject[] {
    return [...now.values()].flatMap((object) => {
      const { key, manifest, conditions, appliedBy } = object;
      const isNew = appliedBy === null && isSource(object) && conditions.length === 0;
      if (!isFlux(manifest) || isNew) return [];
      if (this.#left === 0) return [object];
      if (this.#behind.has(key))
        return [{ ...object, conditions: [onItsWay(isFlapping && appliedBy === null)] }];
      return this.#isBehind(object, now) ? (this.#before.get(key) ?? []) : [object];
    });
  }

  /** Whether a Kustomization that applied it, directly or indirectly, has yet to show the new revision. */
  #isBehind(object: FluxObject, now: Objects): boolean {
    const by = object.appliedBy === null ? undefined : applierOf(object, now);
    return by !== undefined && (this.#behind.has(by.key) || this.#isBehind(by, now));
  }
}

function onItsWay(isFlapping: boolean) {
  return isFlapping
    ? ready("False", "DependencyNotReady", "dependency 'flux-system/base' is not ready")
    : ready("Unknown", "Progressing", "Reconciliation in progress");
}
