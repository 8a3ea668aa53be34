/** The one query that is asked, and what its rows say. */
import {
  type ComplianceState,
  commitOfRevision,
  type FluxConfiguration,
  type FluxStatus,
} from "@kalypso-actions/promotion";

/** A string of KQL: backslashes and quotes escaped; control characters are no part of a name. */
function literal(text: string): string {
  if (/\p{Cc}/u.test(text)) throw new RangeError("a control character in a name");
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/**
 * Flux configurations that follow a branch. The repository is compared by its last part only: its spelling differs, and
 * the rest is decided in code.
 */
export function fluxQuery(repositoryName: string, branch: string): string {
  return [
    "kubernetesconfigurationresources",
    "| where type =~ 'microsoft.kubernetesconfiguration/fluxconfigurations'",
    `| where properties.gitRepository.repositoryRef.branch == ${literal(branch)}`,
    `| where properties.gitRepository.url contains ${literal(repositoryName)}`,
    "| project id, name, properties",
    "| order by id asc",
  ].join("\n");
}

type Data = Readonly<Record<string, unknown>>;

function object(value: unknown): Data {
  return value !== null && typeof value === "object" ? (value as Data) : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function complianceState(value: unknown): ComplianceState {
  const states = ["Compliant", "Non-Compliant", "Pending", "Suspended"] as const;
  return states.find((state) => state === value) ?? "Unknown";
}

function readyMessage(conditions: unknown): string {
  if (!Array.isArray(conditions)) return "";
  const ready = conditions.map(object).find(({ type }) => type === "Ready");
  return text(ready?.["message"]);
}

function status(value: unknown): FluxStatus {
  const data = object(value);
  return {
    kind: text(data["kind"]),
    name: text(data["name"]),
    complianceState: complianceState(data["complianceState"]),
    message: readyMessage(data["statusConditions"]),
  };
}

/** The cluster's name out of the id: behind managedClusters or connectedClusters, in whatever case. */
function clusterOf(id: string): string {
  return /\/(?:managedClusters|connectedClusters)\/([^/]+)/i.exec(id)?.[1] ?? id;
}

/** A row of the graph; undefined for one that follows no Git branch. */
export function fluxConfiguration(row: unknown): FluxConfiguration | undefined {
  const { id, name, properties: given } = object(row);
  const properties = object(given);
  const repository = object(properties["gitRepository"]);
  const reference = object(repository["repositoryRef"]);
  // A commit, a version or a tag goes before the branch.
  const isPinned = [reference["commit"], reference["semver"], reference["tag"]].some(
    (value) => text(value) !== "",
  );
  if (text(id) === "" || text(repository["url"]) === "" || isPinned) return undefined;
  const kustomizations = Object.values(object(properties["kustomizations"])).map(object);
  const statuses = Array.isArray(properties["statuses"]) ? properties["statuses"].map(status) : [];
  return {
    id: text(id).toLowerCase(),
    cluster: clusterOf(text(id)),
    name: text(name),
    repository: text(repository["url"]),
    branch: text(reference["branch"]),
    paths: kustomizations.map(({ path }) => text(path)),
    complianceState: complianceState(properties["complianceState"]),
    provisioningState: text(properties["provisioningState"]),
    errorMessage: text(properties["errorMessage"]),
    isSuspended: properties["suspend"] === true,
    syncedCommit: commitOfRevision(text(properties["sourceSyncedCommitId"])),
    statuses,
  };
}
