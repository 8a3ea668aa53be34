/** Injected failures of a cluster's objects. */
import type { ObjectName } from "./manifest.ts";

/**
 * `fails`: the object never becomes healthy. `progresses`: it stays in progress and never finishes. `refuses-token`:
 * the repository of a source, or of an Argo CD Application, no longer accepts the token.
 */
export type Trouble =
  | { readonly kind: "fails"; readonly message?: string; readonly reason?: string }
  | { readonly kind: "progresses" }
  | { readonly kind: "refuses-token" };

/** By object name, such as `Deployment/<namespace>/<name>`. Any change makes the cluster re-examine its objects. */
export class Troubles {
  readonly #byObject = new Map<ObjectName, Trouble>();
  readonly #changed: () => void;
  readonly #general: (object: ObjectName) => Trouble | undefined;

  /** @param general the failure of an object for which none was set */
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
