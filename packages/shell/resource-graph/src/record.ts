/** Turns a row of the graph into a Flux configuration; drops rows without Azure's shape. */
import {
  type ComplianceState,
  clusterTypeUnder,
  commitOfRevision,
  type FluxConfiguration,
  type FluxObject,
  type ReadyCondition,
} from "@kalypso-actions/promotion";

type Data = Readonly<Record<string, unknown>>;

function object(value: unknown): Data {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Data) : {};
}

function list(value: unknown): readonly Data[] {
  return Array.isArray(value) ? value.map(object) : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function complianceState(value: unknown): ComplianceState {
  const states = ["Compliant", "Non-Compliant", "Pending", "Suspended"] as const;
  return states.find((state) => state === value) ?? "Unknown";
}

function readyOf(conditions: unknown): ReadyCondition | undefined {
  const ready = list(conditions).find(({ type }) => type === "Ready");
  if (ready === undefined) return undefined;
  const known = (["True", "False"] as const).find((status) => status === ready["status"]);
  return { status: known ?? "Unknown", reason: text(ready["reason"]), message: text(ready["message"]) };
}

function objectOf(data: Data): FluxObject {
  const applier = object(data["appliedBy"]);
  const name = text(applier["name"]);
  return {
    kind: text(data["kind"]),
    namespace: text(data["namespace"]),
    name: text(data["name"]),
    appliedBy: name === "" ? undefined : { namespace: text(applier["namespace"]), name },
    state: complianceState(data["complianceState"]),
    ready: readyOf(data["statusConditions"]),
  };
}

/** The cluster's name, taken from the ID: the segment before the configurations' provider, for any kind of cluster. */
function clusterOf(id: string): string {
  return /\/([^/]+)\/providers\/Microsoft\.KubernetesConfiguration\//i.exec(id)?.[1] ?? id;
}

/** The ID of a configuration's cluster. */
function clusterIdOf(id: string): string {
  return id.replace(/\/providers\/Microsoft\.KubernetesConfiguration\/.*$/is, "").toLowerCase();
}

function resourceGroupOf(id: string): string {
  return /\/resourceGroups\/([^/]+)/i.exec(id)?.[1] ?? "";
}

/** A row of the graph; undefined for one that follows no Git branch. */
export function fluxConfiguration(row: unknown): FluxConfiguration | undefined {
  const data = object(row);
  const [id, name] = [text(data["id"]), text(data["name"])];
  const repository = object(data["gitRepository"]);
  const reference = object(repository["repositoryRef"]);
  // A commit, a version or a tag overrides the branch.
  const isPinned = [reference["commit"], reference["semver"], reference["tag"]].some(
    (value) => text(value) !== "",
  );
  if (id === "" || text(repository["url"]) === "" || isPinned) return undefined;
  const kustomizations = Object.entries(object(data["kustomizations"])).map(([key, value]) => ({
    name: `${name}-${key}`,
    path: text(object(value)["path"]),
  }));
  const clusterTypes = new Set(kustomizations.map(({ path }) => clusterTypeUnder(path, "") ?? ""));
  return {
    kind: "flux",
    id: id.toLowerCase(),
    cluster: clusterOf(id),
    clusterId: clusterIdOf(id),
    resourceGroup: resourceGroupOf(id),
    name,
    repository: text(repository["url"]),
    branch: text(reference["branch"]),
    kustomizations,
    clusterTypes: [...clusterTypes].filter((type) => type !== ""),
    complianceState: complianceState(data["complianceState"]),
    provisioningState: text(data["provisioningState"]),
    errorMessage: text(data["errorMessage"]),
    isSuspended: data["suspend"] === true,
    syncedCommit: commitOfRevision(text(data["sourceSyncedCommitId"])),
    objects: list(data["statuses"]).map(objectOf),
  };
}
