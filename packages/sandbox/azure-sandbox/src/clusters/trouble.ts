/** Failures on a cluster, object by object. */
import type { ObjectName } from "./manifest.ts";

/**
 * `fails`: the object never gets well, for good. `progresses`: it is on its way and does not arrive.
 * `refuses-token`: the repository of a source, or of an Argo CD Application, does not know the token any more.
 */
export type Trouble =
  | { readonly kind: "fails"; readonly message?: string; readonly reason?: string }
  | { readonly kind: "progresses" }
  | { readonly kind: "refuses-token" };

/** By the object's name, as `Deployment/<namespace>/<name>`. A cluster looks again whenever something is set. */
export class Troubles {
  readonly #byObject = new Map<ObjectName, Trouble>();
  readonly #changed: () => void;
  readonly #general: (object: ObjectName) => Trouble | undefined;

  /** @param general what goes wrong with an object of which nothing was told */
  constructor(changed: () => void, general: (object: ObjectName) => Trouble | undefined = () => undefined) {
    this.#changed = changed;
    this.#general = general;
  }

  set(object: ObjectName, trouble: Trouble): void {
    this.#byObject.set(object, trouble);
    this.#changed();
  }

  delete(object: ObjectName): void {
    if (this.#byObject.delete(object)) this.#changed();
  }

  clear(): void {
    if (this.#byObject.size === 0) return;
    this.#byObject.clear();
    this.#changed();
  }

  of(object: ObjectName): Trouble | undefined {
    return this.#byObject.get(object) ?? this.#general(object);
  }
}
