/** What a check reads from an inventory: what must report, and the owner of each object. */
import { assignmentOfObject, type Inventory } from "@kalypso-actions/gitops-branch";
import type { Application, ApplicationLookup, ExpectedType, Roster } from "@kalypso-actions/promotion";

function rosterOf({ clusters, minimumClusters }: Inventory["clusterTypes"][string]): Roster | undefined {
  if (clusters !== undefined) return { kind: "clusters", clusters };
  return minimumClusters === undefined ? undefined : { kind: "minimum", count: minimumClusters };
}

/** Every cluster type of the environment, changed or not. */
export function expectedTypes({ clusterTypes, assignments }: Inventory): readonly ExpectedType[] {
  const assigned = new Set(Object.keys(assignments).map((key) => key.slice(0, key.indexOf("/"))));
  return Object.entries(clusterTypes).map(([name, roster]) => {
    return { name, isAssigned: assigned.has(name), roster: rosterOf(roster) };
  });
}

/** On a branch without an inventory of this version, only the folders that the commit changes are known. */
export function changedTypes(paths: readonly string[], folder: string): readonly ExpectedType[] {
  const prefix = folder === "" ? "" : `${folder}/`;
  const inside = paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
  const folders = inside.filter((path) => path.includes("/")).map((path) => path.slice(0, path.indexOf("/")));
  return [...new Set(folders)]
    .filter((name) => !name.startsWith("."))
    .sort()
    .map((name) => ({ name, isAssigned: true, roster: undefined }));
}

/** A manifest may omit the namespace: then the object is in `default`, or cluster-scoped. */
function withoutNamespace(key: string): string {
  return key.replace(/^(\w+)\/default\//, "$1//");
}

export function applicationLookup(inventory: Inventory | undefined): ApplicationLookup {
  if (inventory === undefined) return () => undefined;
  return (key, clusterTypes): Application | undefined => {
    const types = clusterTypes.length === 0 ? [undefined] : clusterTypes;
    for (const type of types) {
      const found =
        assignmentOfObject(inventory, key, type) ??
        assignmentOfObject(inventory, withoutNamespace(key), type);
      if (found === undefined) continue;
      const { manifests } = found.assignment;
      return {
        deploymentTarget: found.deploymentTarget,
        repository: manifests?.repo,
        branch: manifests?.branch,
      };
    }
    return undefined;
  };
}
