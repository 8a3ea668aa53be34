import type { Outcome } from "@kalypso-actions/diagnostics";
import type { SnapshotReader } from "@kalypso-actions/git";
import { type ResourceSet, readResources } from "@kalypso-actions/resources";
import { type Location, readTree, type Tree } from "./tree.ts";

/** A repository of the control plane with its resources. */
export interface ControlPlaneTree {
  readonly tree: Tree;
  readonly set: ResourceSet;
}

export async function readControlPlane(
  reader: SnapshotReader,
  location: Location,
  path: string,
): Promise<Outcome<ControlPlaneTree | undefined>> {
  const { value: tree, diagnostics } = await readTree(reader, location, path);
  if (tree === undefined) return { value: undefined, diagnostics };
  const read = readResources(tree.files, tree.source);
  return { value: { tree, set: read.value }, diagnostics: [...diagnostics, ...read.diagnostics] };
}
