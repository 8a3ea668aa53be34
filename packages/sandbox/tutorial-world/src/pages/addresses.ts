/** Addresses equal GitHub's, so that links printed by actions work here. */

export interface Place {
  readonly owner: string;
  readonly name: string;
}

/** Encodes each segment of a path and keeps its slashes. */
function encoded(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

export function repositoryAddress({ owner, name }: Place): string {
  return `/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}

export function treeAddress(place: Place, ref: string, path = ""): string {
  return `${repositoryAddress(place)}/tree/${encoded(ref)}${path === "" ? "" : `/${encoded(path)}`}`;
}

export function blobAddress(place: Place, ref: string, path: string): string {
  return `${repositoryAddress(place)}/blob/${encoded(ref)}/${encoded(path)}`;
}

export function commitsAddress(place: Place, ref: string): string {
  return `${repositoryAddress(place)}/commits/${encoded(ref)}`;
}

export function commitAddress(place: Place, sha: string): string {
  return `${repositoryAddress(place)}/commit/${sha}`;
}

export function pullAddress(place: Place, number: number): string {
  return `${repositoryAddress(place)}/pull/${number}`;
}

export function issueAddress(place: Place, number: number): string {
  return `${repositoryAddress(place)}/issues/${number}`;
}

export function runAddress(place: Place, id: number): string {
  return `${repositoryAddress(place)}/actions/runs/${id}`;
}

export function workflowAddress(place: Place, workflow: string): string {
  return `${repositoryAddress(place)}/actions/workflows/${encodeURIComponent(workflow)}`;
}

/** GitHub has no clusters: their pages are next to the owners' pages. */
export function clusterAddress({ name, branch }: { readonly name: string; readonly branch: string }): string {
  return `/-/clusters/${encodeURIComponent(branch)}/${encodeURIComponent(name)}`;
}
