/** Builds an environment's view from YAML, as written in a control plane and in a workload's repository. */
import { type Resource, readResources } from "@kalypso-actions/resources";
import { type EnvironmentView, schedule } from "@kalypso-actions/scheduling";

export const apiVersion = "apiVersion: scheduler.kalypso.io/v1alpha1";

function document(
  kind: string,
  [name, labels]: readonly [name: string, labels: string],
  spec: string,
): string {
  return `${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}, labels: {${labels}}}\nspec: ${spec}\n`;
}

export const clusterType = (name: string, labels = "", more = "") =>
  document(
    "ClusterType",
    [name, labels],
    `{reconciler: flux, namespaceService: default, configType: configmap${more}}`,
  );

/** @param targets a target's selector, `{workspace: ..., labelSelector: ...}` */
export const policy = (name: string, targets = "{labelSelector: {}}", types = "{}") =>
  document(
    "SchedulingPolicy",
    [name, ""],
    `{deploymentTargetSelector: ${targets}, clusterTypeSelector: {labelSelector: ${types}}}`,
  );

export const registration = (name: string, workspace = "team") =>
  document(
    "WorkloadRegistration",
    [name, ""],
    `{workload: {repo: https://github.com/contoso/${name}, branch: main, path: .}, workspace: ${workspace}}`,
  );

/** @param targets `{name: ..., environment: ..., labels: ...}` each */
export const workload = (name: string, targets: readonly string[], labels = "") =>
  document("Workload", [name, labels], `{deploymentTargets: [${targets.join(", ")}]}`);

export const target = (name: string, labels = "", environment = "dev") =>
  `{name: ${name}, environment: ${environment}, labels: {${labels}}, manifests: {repo: r}}`;

export const templates = ["reconciler: flux", "namespace: default"].map((line) => {
  const [type = "", name = ""] = line.split(": ");
  return document("Template", [name, ""], `{type: ${type}, manifests: ["a: b"]}`);
});

function read(documents: readonly string[], path: string) {
  const { value, diagnostics } = readResources([{ path, text: documents.join("---\n") }], undefined);
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  return value;
}

export function viewOf(
  controlPlane: readonly string[],
  workloads: readonly string[] = [],
  more: Partial<EnvironmentView> = {},
): EnvironmentView {
  const set = read([...templates, ...controlPlane], "control-plane.yaml");
  const [first] = set.resources.WorkloadRegistration as readonly Resource<"WorkloadRegistration">[];
  const registered = read(workloads, "workload.yaml").resources.Workload.map((each) => {
    if (first === undefined) throw new Error("a workload needs a registration");
    return { workload: each, workspace: first.data.spec.workspace, registration: first };
  });
  return {
    environment: "dev",
    promotedCommit: null,
    gitops: undefined,
    controlPlane: set,
    workloads: registered,
    sources: [],
    held: [],
    ...more,
  };
}

/** The assignments, as `<cluster type>/<target>: <policies>`, and the problems. */
export function scheduled(view: EnvironmentView) {
  const { value, diagnostics } = schedule(view);
  return {
    assignments: value.assignments.map(
      (each) => `${each.clusterType}/${each.deploymentTarget}: ${each.policies.join(", ")}`,
    ),
    problems: diagnostics.map(({ severity, code, message }) => `${severity}[${code}] ${message}`),
    schedule: value,
    diagnostics,
  };
}
