/** Addresses: the same as GitHub's, so that links printed by actions lead here. */

export interface Place {
  readonly owner: string;
  readonly name: string;
}

/** A path with each of its parts encoded, and its slashes kept. */
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

/** Clusters are nothing of GitHub's: their pages stand beside the owners'. */
export function clusterAddress({ name, branch }: { readonly name: string; readonly branch: string }): string {
  return `/-/clusters/${encodeURIComponent(branch)}/${encodeURIComponent(name)}`;
}
