/**
 * Templates like real ones, generated from a seed: 20 to 400 lines in either language, with flow collections, nested
 * lists, comments, several documents, multi-line text, helpers, and loops over configuration.
 */
import type { Dice } from "./random.ts";

type Language = "mustache" | "go";

/** The tags of each template language. */
interface Words {
  readonly name: string;
  readonly namespace: string;
  readonly environment: string;
  readonly workspace: string;
  readonly clusterType: string;
  readonly repo: string;
  readonly branch: string;
  readonly path: string;
  /** One `key: value` per line, below a key with that indentation. */
  readonly config: (indent: number) => string;
  readonly labels: (indent: number) => string;
  readonly nested: (indent: number) => string;
  readonly list: (indent: number) => string;
  readonly comment: string;
}

function entries(list: string, indent: number): string {
  const pad = " ".repeat(indent);
  return `\n${pad}{{#${list}}}\n${pad}{{key}}: {{string}}\n${pad}{{/${list}}}`;
}

const mustacheWords: Words = {
  name: "{{DeploymentTargetName}}",
  namespace: "{{Namespace}}",
  environment: "{{Environment}}",
  workspace: "{{Workspace}}",
  clusterType: "{{ClusterType}}",
  repo: "{{Manifests.repo}}",
  branch: "{{Manifests.branch}}",
  path: "{{Manifests.path}}",
  config: (indent) => entries("ConfigEntries", indent),
  labels: (indent) => entries("LabelEntries", indent),
  nested: (indent) => entries("ManifestEntries", indent),
  list: (indent) => `\n${" ".repeat(indent)}- "{{Workload}}"\n${" ".repeat(indent)}- "{{ClusterType}}"`,
  comment: "{{! who asks: the platform team }}",
};

const goWords: Words = {
  name: "{{ .DeploymentTargetName }}",
  namespace: "{{ .Namespace }}",
  environment: "{{ .Environment }}",
  workspace: "{{ .Workspace }}",
  clusterType: "{{ .ClusterType | lower }}",
  repo: "{{ .Manifests.repo }}",
  branch: '{{ .Manifests.branch | default "main" }}',
  path: "{{ .Manifests.path }}",
  config: (indent) => `\n${" ".repeat(indent)}{{- stringify .ConfigData | nindent ${indent} }}`,
  labels: (indent) => `\n${" ".repeat(indent)}{{- template "labels" . }}`,
  nested: (indent) => `\n${" ".repeat(indent)}{{- toYaml .Labels | nindent ${indent} }}`,
  list: (indent) => {
    const pad = " ".repeat(indent);
    return `\n${pad}{{- range $key, $value := .ConfigData }}\n${pad}- {{ printf "%s" $key | lower | quote }}\n${pad}{{- end }}`;
  },
  comment: "{{- /* who asks: the platform team */}}",
};

const helper = `{{- define "labels" }}
    app.kubernetes.io/name: {{ .Workload | quote }}
    app.kubernetes.io/part-of: {{ .Workspace | default "none" | quote }}
    "app.kubernetes.io/managed-by": platform
    {{- range $key, $value := .Labels }}
    labels.example.com/{{ $key }}: {{ $value | quote }}
    {{- end }}
{{- end -}}
`;

type Part = (words: Words, dice: Dice, number: number) => string;

const metadata = (kind: string, name: string, { labels }: Words) =>
  `kind: ${kind}\nmetadata:\n  name: "${name}"\n  namespace: flux-system\n  labels:${labels(4)}\n`;

const reconcilers: readonly [Part, ...Part[]] = [
  (words, dice) =>
    `apiVersion: source.toolkit.fluxcd.io/v1\n${metadata("GitRepository", words.name, words)}spec:\n  interval: ${dice.between(1, 9)}m\n  url: "${words.repo}"\n  ref: { branch: "${words.branch}" }\n  ignore: |\n    /*\n    !/deploy\n  secretRef: { name: repo-secret }\n---\napiVersion: kustomize.toolkit.fluxcd.io/v1\n${metadata("Kustomization", words.name, words)}spec:\n  interval: 10m   # as the documentation advises\n  targetNamespace: "${words.namespace}"\n  sourceRef: { kind: GitRepository, name: "${words.name}" }\n  path: "${words.path}"\n  prune: true\n  dependsOn: [{ name: platform }, { name: crds, namespace: flux-system }]\n  healthChecks:\n  - { apiVersion: apps/v1, kind: Deployment, name: "${words.name}", namespace: "${words.namespace}" }\n`,
  (words) =>
    `# deployed by Argo CD\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: "${words.name}", namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io] }\nspec:\n  project: default\n  source:\n    repoURL: "${words.repo}"\n    targetRevision: "${words.branch}"\n    path: "${words.path}"\n    directory: { recurse: true, exclude: '{*.md,docs/*}' }\n  destination: {server: "https://kubernetes.default.svc", namespace: "${words.namespace}"}\n  syncPolicy:\n    automated: { prune: true, selfHeal: true }\n    syncOptions:\n      - CreateNamespace=false\n      - 'ApplyOutOfSyncOnly=true'\n    retry: {limit: 5, backoff: {duration: 5s, factor: 2, maxDuration: 3m}}\n`,
];

const namespaces: readonly [Part, ...Part[]] = [
  ({ namespace, environment, workspace, labels }) =>
    `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: "${namespace}"\n  annotations: {}\n  labels:${labels(4)}\n    environment: "${environment}"\n    team: "${workspace}"\n`,
  ({ namespace, environment }, dice) =>
    `---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${namespace}\n  labels: {environment: "${environment}", "pod-security.kubernetes.io/enforce": restricted}\n---\napiVersion: v1\nkind: ResourceQuota\nmetadata:\n  name: quota\n  namespace: ${namespace}\nspec:\n  hard: { requests.cpu: "${dice.between(1, 32)}", limits.memory: ${dice.between(1, 64)}Gi, pods: ${dice.between(5, 90)} }\n`,
];

const configs: readonly [Part, ...Part[]] = [
  ({ namespace, config }) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: platform-config\n  namespace: ${namespace}\ndata:${config(2)}\n`,
  ({ namespace, config, environment, comment }) =>
    `${comment}\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: platform-config\n  namespace: "${namespace}"\n  annotations:\n    note: >-\n      made by the platform for ${environment};\n      do not edit\ndata:${config(2)}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: platform-facts, namespace: "${namespace}"}\ndata:\n  facts.yaml: |\n    environment: ${environment}\n    # never by hand\n    owners: [platform]\n`,
];

/** Parts that make templates longer. */
const more: readonly [Part, ...Part[]] = [
  ({ namespace, nested }, dice, number) =>
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: allow-${number}\n  namespace: "${namespace}"\n  annotations:${nested(4)}\nspec:\n  podSelector: {}\n  policyTypes: [Ingress, Egress]\n  ingress:\n  - from:\n    - namespaceSelector: { matchLabels: { team: t${number} } }\n    - ipBlock: { cidr: 10.${number % 200}.0.0/16, except: ["10.${number % 200}.1.0/24"] }\n    ports: [{ protocol: TCP, port: ${dice.between(80, 9000)} }]\n`,
  ({ namespace, list, environment }, dice, number) =>
    `apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: job-${number}\n  namespace: "${namespace}"\nspec:\n  schedule: "*/${dice.between(5, 59)} * * * *"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n            - name: main\n              image: registry.example.com/tools/job:${dice.between(1, 9)}.${number}\n              command: ["/bin/sh", "-c"]\n              args:\n                - |\n                  set -eu\n                  # of ${environment}\n                  for key in a b; do\n                    echo "$key: done"\n                  done\n              env:\n                - name: ENVIRONMENT\n                  value: "${environment}"\n                - { name: TIMEOUT, value: "${dice.between(10, 900)}" }\n              resources: {requests: {cpu: 50m, memory: 64Mi}, limits: {memory: 128Mi}}\n          restartPolicy: Never\n          tolerations:${list(12)}\n`,
  ({ name, namespace, clusterType }, dice, number) =>
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: "${name}-${number}"\n  namespace: "${namespace}"\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}\nsubjects:\n- kind: Group\n  apiGroup: rbac.authorization.k8s.io\n  name: "group-${dice.below(900)}\\u002d${clusterType}"\n`,
  ({ namespace, environment }, dice, number) =>
    `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: { name: rule-${number}, namespace: "${namespace}" }\nspec:\n  groups:\n    - name: availability\n      rules:\n        - alert: TooManyErrors${number}\n          expr: sum(rate(http_requests_total{code=~"5..", env="${environment}"}[5m])) > ${dice.below(90)}\n          for: ${dice.between(1, 30)}m\n          labels: { severity: page }\n          annotations:\n            summary: requests fail in ${environment},\n              and have done so for a while\n            matrix:\n              - - a\n                - b\n              - - c\n`,
];

function count(text: string): number {
  return text.split("\n").length - 1;
}

/** Several documents in one text, or one document per text. */
function manifests(documents: readonly string[], dice: Dice, language: Language): readonly string[] {
  const texts = dice.chance(0.5) ? documents : [documents.join("---\n")];
  return texts.map((text) => (language === "go" ? `${helper}${text}` : text));
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "      ");
}

const first = { reconciler: reconcilers, namespace: namespaces, config: configs } as const;

export interface TemplateRequest {
  readonly type: keyof typeof first;
  readonly name: string;
  /** Approximate number of lines. */
  readonly lines: number;
}

/** A Template resource as the text of a file. */
export function templateText({ type, name, lines }: TemplateRequest, dice: Dice): string {
  const language: Language = dice.chance(0.5) ? "go" : "mustache";
  const words = language === "go" ? goWords : mustacheWords;
  // Objects of one assignment must differ, whatever template they are from.
  const begin = 1_000 * Object.keys(first).indexOf(type);
  const documents = [dice.pick(first[type])(words, dice, 0)];
  for (let have = count(documents[0] ?? ""); have < lines; ) {
    const document = dice.pick(more)(words, dice, begin + documents.length);
    have += count(document);
    documents.push(document);
  }
  const items = manifests(documents, dice, language).map((text) => `    - |\n${indented(text)}`);
  return `apiVersion: scheduler.kalypso.io/v1alpha1\nkind: Template\nmetadata:\n  name: ${name}\nspec:\n  type: ${type}\n  manifests:\n${items.join("")}`;
}
