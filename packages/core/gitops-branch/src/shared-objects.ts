/** Objects that two assignments of a cluster type would both bring to its clusters. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import type { Inventory } from "./inventory/index.ts";

/** An object of two assignments, as inventories name it: `<kind>/<namespace>/<name>`. */
export interface SharedObject {
  readonly object: string;
  /** `<cluster type>/<deployment target>` of each. */
  readonly assignments: readonly [first: string, second: string];
}

/**
 * Objects that a change makes shared. `render` finds those among what it renders; shards, and files that stay because of
 * a hold, come together only on the branch. What the branch has twice already is not new.
 */
export function sharedObjects(written: Inventory, before: Inventory | undefined): readonly SharedObject[] {
  const had = (key: string, object: string) =>
    before !== undefined &&
    Object.hasOwn(before.assignments, key) &&
    (before.assignments[key]?.objects.includes(object) ?? false);
  const owners = new Map<string, string>();
  const shared: SharedObject[] = [];
  for (const [key, { objects }] of Object.entries(written.assignments)) {
    const clusterType = key.slice(0, key.indexOf("/"));
    for (const object of objects) {
      const id = `${clusterType} ${object}`;
      const owner = owners.get(id);
      if (owner === undefined) owners.set(id, key);
      else if (owner !== key && !(had(owner, object) && had(key, object)))
        shared.push({ object, assignments: [owner, key] });
    }
  }
  return shared;
}

export function objectShared(
  branch: string,
  { object, assignments: [first, second] }: SharedObject,
): Diagnostic {
  const [kind = "", namespace = "", name = ""] = object.split("/");
  const named = namespace === "" ? name : `${namespace}/${name}`;
  return {
    severity: "error",
    code: "manifest-duplicate",
    message: `\`${first}\` and \`${second}\` would both contain the ${kind} \`${named}\` on the branch \`${branch}\`; nothing was changed`,
    hint: "A cluster gets only one of them, and Flux does not build such a folder at all. Make the name depend on the assignment, for example with `DeploymentTargetName`.",
  };
}
