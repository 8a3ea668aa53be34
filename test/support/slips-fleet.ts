/**
 * A small control plane as people write them, in memory: three environments, six cluster types, four workloads of two
 * teams, policies by workspace, tier and pci, and a schema that requires two keys. Slips are edits of its files.
 */
import type { Outcome } from "@kalypso-actions/diagnostics";
import type { Revision, Snapshot, SnapshotReader } from "@kalypso-actions/git";

const api = "apiVersion: scheduler.kalypso.io/v1alpha1";
const server = "https://github.com/contoso";

/** Files by `<repository>/<branch>/<path>`. */
export type Files = ReadonlyMap<string, string>;

export const environments = ["dev", "qa", "prod"] as const;

function clusterType(name: string, labels: Readonly<Record<string, string>>): string {
  const lines = Object.entries(labels).map(([key, value]) => `    ${key}: ${value}\n`);
  return `${api}
kind: ClusterType
metadata:
  name: ${name}
  labels:
${lines.join("")}spec:
  reconciler: flux
  namespaceService: plain
  configType: settings
`;
}

const clusterTypes = [
  clusterType("eu-small", { region: "eu", size: "small" }),
  clusterType("eu-large", { region: "eu", size: "large" }),
  clusterType("us-small", { region: "us", size: "small" }),
  clusterType("us-large", { region: "us", size: "large" }),
  clusterType("ap-edge", { region: "ap", size: "small" }),
  clusterType("eu-pci", { region: "eu", size: "large", pci: '"true"' }),
];

const policies = `${api}
kind: SchedulingPolicy
metadata:
  name: web-everywhere
spec:
  deploymentTargetSelector:
    workspace: web
    labelSelector:
      matchLabels:
        tier: frontend
  clusterTypeSelector:
    labelSelector:
      matchExpressions:
        - key: pci
          operator: DoesNotExist
---
${api}
kind: SchedulingPolicy
metadata:
  name: payments-on-pci
spec:
  deploymentTargetSelector:
    workspace: payments
    labelSelector:
      matchLabels:
        tier: critical
  clusterTypeSelector:
    labelSelector:
      matchLabels:
        pci: "true"
---
${api}
kind: SchedulingPolicy
metadata:
  name: batch-on-large
spec:
  deploymentTargetSelector:
    labelSelector:
      matchLabels:
        tier: batch
  clusterTypeSelector:
    labelSelector:
      matchExpressions:
        - key: size
          operator: In
          values:
            - large
`;

function configMap(name: string, labels: readonly string[], data: readonly string[]): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
  labels:
    platform-config: "true"
${labels.map((label) => `    ${label}\n`).join("")}data:
${data.map((line) => `  ${line}\n`).join("")}`;
}

function configuration(environment: string): string {
  return [
    configMap("00-common", [], [`ENVIRONMENT: ${environment}`, "LOG_LEVEL: info"]),
    configMap("10-region-eu", ["region: eu"], ["REGION: europe", "DATABASE_URL: postgres://eu"]),
    configMap("10-region-us", ["region: us"], ["REGION: america", "DATABASE_URL: postgres://us"]),
    configMap("10-region-ap", ["region: ap"], ["REGION: asia", "DATABASE_URL: postgres://ap"]),
    configMap("20-pci", ['pci: "true"'], ["DATABASE_URL: postgres://vault"]),
    configMap("30-checkout", ["workload: checkout"], ['REPLICAS: "3"']),
    configMap("40-edge", ["cluster-type: ap-edge"], ["CACHE: local"]),
  ].join("---\n");
}

const schema = `${api}
kind: ConfigSchema
metadata:
  name: everything
spec:
  schema: |
    type: object
    required: [REGION, DATABASE_URL]
    properties:
      REPLICAS: { type: integer }
`;

function template(name: string, type: string, manifest: string): string {
  const lines = manifest
    .trimEnd()
    .split("\n")
    .map((line) => `      ${line}\n`);
  return `${api}
kind: Template
metadata:
  name: ${name}
spec:
  type: ${type}
  manifests:
    - |
${lines.join("")}`;
}

const templates = [
  template(
    "flux",
    "reconciler",
    `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: {{DeploymentTargetName}}
  namespace: flux-system
spec:
  interval: 5m
  path: {{{Manifests.path}}}
  prune: true
  targetNamespace: {{Namespace}}
  sourceRef:
    kind: GitRepository
    name: {{DeploymentTargetName}}
`,
  ),
  template(
    "plain",
    "namespace",
    `apiVersion: v1
kind: Namespace
metadata:
  name: {{Namespace}}
  labels:
    workspace: {{Workspace}}
`,
  ),
  template(
    "settings",
    "config",
    `apiVersion: v1
kind: ConfigMap
metadata:
  name: platform-config
  namespace: {{Namespace}}
data:
  {{#ConfigEntries}}
  {{key}}: {{{string}}}
  {{/ConfigEntries}}
`,
  ),
];

function environment(name: string): string {
  return `${api}
kind: Environment
metadata:
  name: ${name}
spec:
  controlPlane:
    repo: ${server}/control-plane
    branch: ${name}
    path: .
`;
}

function registration(name: string, workspace: string): string {
  return `${api}
kind: WorkloadRegistration
metadata:
  name: ${name}
spec:
  workload:
    repo: ${server}/${name}-src
    branch: main
    path: .
  workspace: ${workspace}
`;
}

function target(workload: string, tier: string, name: string): string {
  return `    - name: main
      labels:
        tier: ${tier}
      environment: ${name}
      manifests:
        repo: ${server}/${workload}-gitops
        branch: ${name}
        path: ./deploy
`;
}

function workload(name: string, tier: string): string {
  return `${api}
kind: Workload
metadata:
  name: ${name}
  labels:
    team: ${name}
spec:
  deploymentTargets:
${environments.map((each) => target(name, tier, each)).join("")}`;
}

const applications = [
  ["shop", "frontend", "web"],
  ["search", "frontend", "web"],
  ["checkout", "critical", "payments"],
  ["ledger", "batch", "payments"],
] as const;

function branch(name: string): readonly (readonly [path: string, text: string])[] {
  return [
    [
      "base-repo.yaml",
      `${api}
kind: BaseRepo
metadata:
  name: main
spec:
  repo: ${server}/control-plane
  branch: main
  path: .
`,
    ],
    [
      "gitops-repo.yaml",
      `${api}
kind: GitOpsRepo
metadata:
  name: ${name}
spec:
  repo: ${server}/platform-gitops
  branch: ${name}
  path: .
`,
    ],
    ...clusterTypes.map((text) => [`cluster-types/${/name: (\S+)/.exec(text)?.[1]}.yaml`, text] as const),
    ["policies.yaml", policies],
    ["configuration.yaml", configuration(name)],
    ["schema.yaml", schema],
  ];
}

/** Words that other organisations use instead. */
const others: Readonly<Record<string, readonly string[]>> = {
  eu: ["westeurope", "emea", "north", "fr-par"],
  us: ["eastus", "amer", "south", "us-central"],
  ap: ["japaneast", "apac", "hk"],
  small: ["edge", "single-node", "xs"],
  large: ["metro", "multi-node", "big"],
  pci: ["regulated", "gdpr", "hardened"],
  frontend: ["web-tier", "public", "gold"],
  critical: ["tier-one", "restricted", "platinum"],
  batch: ["nightly", "analytics", "bronze"],
  shop: ["store", "portal", "kiosk-app"],
  search: ["finder", "catalogue", "lookup"],
  checkout: ["cart", "billing", "till"],
  ledger: ["accounts", "bookkeeping", "journal"],
  web: ["digital", "customer", "apps"],
  payments: ["finance", "money", "treasury"],
  size: ["capacity", "class", "flavor"],
  tier: ["level", "kind-of-app", "priority"],
};

/** Chooses one of several words. */
type Pick = (words: readonly [string, ...string[]]) => string;

/** The fleet in the words of another organisation. */
function inOtherWords(pick: Pick): (text: string) => string {
  const chosen = new Map(Object.entries(others).map(([word, all]) => [word, pick([word, ...all])]));
  const words = new RegExp(`\\b(?:${[...chosen.keys()].join("|")})\\b`, "g");
  return (text) => text.replaceAll(words, (word) => chosen.get(word) ?? word);
}

/**
 * The fleet's files.
 * @param pick absent for the fleet as it is written here
 */
export function slipsFleet(pick?: Pick): Files {
  const files = writtenFleet();
  if (pick === undefined) return files;
  const reword = inOtherWords(pick);
  return new Map([...files].map(([path, text]) => [reword(path), reword(text)]));
}

function writtenFleet(): Files {
  const main = [
    ...environments.map((name) => [`.environments/${name}.yaml`, environment(name)] as const),
    ...templates.map((text) => [`templates/${/name: (\S+)/.exec(text)?.[1]}.yaml`, text] as const),
    ...applications.map(
      ([name, , workspace]) => [`workloads/${name}.yaml`, registration(name, workspace)] as const,
    ),
  ];
  return new Map([
    ...main.map(([path, text]) => [`control-plane/main/${path}`, text] as const),
    ...environments.flatMap((name) =>
      branch(name).map(([path, text]) => [`control-plane/${name}/${path}`, text] as const),
    ),
    ...applications.map(([name, tier]) => [`${name}-src/main/workload.yaml`, workload(name, tier)] as const),
  ]);
}

/** Reads repositories from memory. */
export class MemoryReader implements SnapshotReader {
  readonly #files: Files;

  constructor(files: Files) {
    this.#files = files;
  }

  read({ repo, ref = "main" }: Revision): Promise<Outcome<Snapshot | undefined>> {
    const folder = `${repo.slice(repo.lastIndexOf("/") + 1)}/${ref}/`;
    const files = [...this.#files]
      .filter(([path]) => path.startsWith(folder))
      .map(([path, text]) => ({ path: path.slice(folder.length), kind: "file" as const, text }));
    if (files.length > 0)
      return Promise.resolve({ value: { commit: "0".repeat(40), ref, files }, diagnostics: [] });
    const message = `${repo} has no branch ${ref}`;
    return Promise.resolve({
      value: undefined,
      diagnostics: [{ severity: "error", code: "git-ref-missing", message }],
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
