import type { SourceFile } from "@kalypso-actions/resources";
import { random } from "./random.ts";

/** The size of a fleet. It has about `targets * spread` assignments, distributed over the cluster types. */
export interface FleetSize {
  readonly clusterTypes: number;
  readonly targets: number;
  readonly configMaps: number;
  /** Cluster types that each deployment target is assigned to. */
  readonly spread: number;
}

export function head(kind: string, name: string): string {
  return `apiVersion: scheduler.kalypso.io/v1alpha1\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;
}

const templates = `${head("Template", "default")}spec:
  type: namespace
  manifests:
    - |
      apiVersion: v1
      kind: Namespace
      metadata:
        name: "{{Namespace}}"
        labels:
          environment: "{{Environment}}"
          workspace: "{{Workspace}}"
          workload: "{{Workload}}"
          deploymentTarget: "{{DeploymentTargetName}}"
---
${head("Template", "configmap")}spec:
  type: config
  manifests:
    - |
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: platform-config
        namespace: {{Namespace}}
      data:
        {{#ConfigEntries}}
        {{key}}: {{string}}
        {{/ConfigEntries}}
---
${head("Template", "flux")}spec:
  type: reconciler
  manifests:
    - |
      apiVersion: source.toolkit.fluxcd.io/v1
      kind: GitRepository
      metadata:
        name: "{{DeploymentTargetName}}"
        namespace: flux-system
      spec:
        interval: 15s
        url: "{{Manifests.repo}}"
        ref:
          branch: "{{Manifests.branch}}"
    - |
      apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata:
        name: "{{DeploymentTargetName}}"
        namespace: flux-system
      spec:
        interval: 30s
        targetNamespace: "{{Namespace}}"
        sourceRef:
          kind: GitRepository
          name: "{{DeploymentTargetName}}"
        path: "{{Manifests.path}}"
        prune: true
`;

function configMap(index: number, size: FleetSize, next: () => number): string {
  const kinds = [
    `region: r${index % 20}`,
    `cluster-type: type-${index % size.clusterTypes}`,
    `group: g${index % 50}`,
    `workload: app-${index % Math.ceil(size.targets / 10)}`,
  ];
  const label = index < 5 ? "" : `    ${kinds[index % kinds.length]}\n`;
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: config-${index}\n  labels:\n    platform-config: "true"\n${label}data:\n  KEY_${index % 40}: value ${Math.floor(next() * 1000)}\n  URL_${index % 10}: https://host-${index % 7}.example.com/path\n  FLAG_${index % 5}: "true"\n`;
}

/** The YAML files of a control plane and its workloads, one document per file, as in real repositories. */
export function fleet(size: FleetSize, seed = 1): readonly SourceFile[] {
  const next = random(seed);
  const groups = Math.max(1, Math.round(size.clusterTypes / size.spread));
  const list = (count: number, make: (index: number) => SourceFile) =>
    Array.from({ length: count }, (_, index) => make(index));
  const workload = (index: number) => {
    const targets = list(10, (inner) => ({
      path: "",
      text: `    - name: t${inner}\n      labels: { group: g${(index * 10 + inner) % groups}, tier: t${inner % 3} }\n      environment: dev\n      manifests: { repo: "https://github.com/acme/app-${index}", branch: dev, path: "./t${inner}" }\n`,
    }));
    return `${head("Workload", `app-${index}`)}spec:\n  deploymentTargets:\n${targets.map(({ text }) => text).join("")}`;
  };
  return [
    { path: "templates.yaml", text: templates },
    {
      path: "gitops.yaml",
      text: `${head("GitOpsRepo", "dev")}spec: { repo: "https://github.com/acme/gitops", branch: dev }\n`,
    },
    {
      path: "registration.yaml",
      text: `${head("WorkloadRegistration", "all")}spec: { workload: { repo: "https://github.com/acme/apps", branch: main }, workspace: team }\n`,
    },
    ...list(size.clusterTypes, (index) => ({
      path: `cluster-types/${index}.yaml`,
      text: `${head("ClusterType", `type-${index}`)}  labels: { region: r${index % 20}, group: g${index % groups} }\nspec: { reconciler: flux, namespaceService: default }\n`,
    })),
    ...list(groups, (index) => ({
      path: `policies/${index}.yaml`,
      text: `${head("SchedulingPolicy", `policy-${index}`)}spec:\n  deploymentTargetSelector: { workspace: team, labelSelector: { matchLabels: { group: g${index} } } }\n  clusterTypeSelector: { labelSelector: { matchLabels: { group: g${index} } } }\n`,
    })),
    ...list(size.configMaps, (index) => ({
      path: `configs/${index}.yaml`,
      text: configMap(index, size, next),
    })),
    ...list(Math.ceil(size.targets / 10), (index) => ({
      path: `workloads/${index}.yaml`,
      text: workload(index),
    })),
  ];
}
