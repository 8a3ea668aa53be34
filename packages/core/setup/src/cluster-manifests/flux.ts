import { appliedFolder, type OtherCluster, scalar } from "./cluster.ts";

/** The name of the platform's own objects on a cluster, which no assignment has: it has no environment in it. */
const platform = "platform-gitops";

function secret(name: string, fields: Readonly<Record<string, string>>): string {
  const lines = Object.entries(fields).map(([key, value]) => `  ${key}: ${scalar(value)}`);
  return `apiVersion: v1
kind: Secret
metadata:
  name: ${name}
  namespace: flux-system
type: Opaque
stringData:
${lines.join("\n")}
`;
}

/**
 * The Secret that the template arc-flux names in every application's GitRepository, on clusters of Azure too. Without it
 * Flux reads none of them; empty, it reads public ones.
 */
export function applicationsSecret(isPrivate: boolean, token = "<token>"): string {
  const what = "# Reads the applications' GitOps repositories: the template arc-flux names it.";
  if (isPrivate)
    return `${what} The token needs \`contents: read\` there.\n${secret("repo-secret", login(token))}`;
  return `${what} Empty, because they are public.
apiVersion: v1
kind: Secret
metadata:
  name: repo-secret
  namespace: flux-system
type: Opaque
`;
}

/** GitHub ignores the user of a token. */
function login(password: string) {
  return { username: "git", password };
}

function readSecrets({ isPrivate, tokens }: OtherCluster): readonly string[] {
  const applications = applicationsSecret(isPrivate, tokens?.read);
  if (!isPrivate) return [applications];
  const what = "# Reads the Platform GitOps repository. The token needs `contents: read` there.";
  return [`${what}\n${secret(platform, login(tokens?.read ?? "<token>"))}`, applications];
}

function source({ url, branch, isPrivate }: OtherCluster): string {
  const secretRef = isPrivate ? `\n  secretRef:\n    name: ${platform}` : "";
  return `# What the cluster follows.
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: ${platform}
  namespace: flux-system
spec:
  interval: 2m
  url: ${scalar(url)}
  ref:
    branch: ${scalar(branch)}${secretRef}
`;
}

/** With `wait`, as Azure has it, the state of the applications is part of what it reports. */
function kustomization(cluster: OtherCluster): string {
  return `# What the cluster applies, and waits for.
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${platform}
  namespace: flux-system
spec:
  interval: 2m
  timeout: 10m
  path: ${scalar(`./${appliedFolder(cluster)}`)}
  prune: true
  wait: true
  sourceRef:
    kind: GitRepository
    name: ${platform}
`;
}

function reports(cluster: OtherCluster): readonly string[] {
  const { url, tokens } = cluster;
  const token = secret(`${platform}-status`, { token: tokens?.status ?? "<token>" });
  return [
    `# Sets commit statuses. The token needs \`statuses: write\` on the Platform GitOps repository.\n${token}`,
    `# Needs Flux 2.5 or later; 2.9 or later, to report failures (docs/health.md).
apiVersion: notification.toolkit.fluxcd.io/v1beta3
kind: Provider
metadata:
  name: ${platform}
  namespace: flux-system
spec:
  type: github
  address: ${scalar(url.replace(/\.git$/, ""))}
  secretRef:
    name: ${platform}-status
  commitStatusExpr: "'kalypso/' + event.metadata.clusterType + '/' + event.metadata.cluster"
`,
    `# The platform's own Kustomization only: an application's commits are those of another repository.
apiVersion: notification.toolkit.fluxcd.io/v1beta3
kind: Alert
metadata:
  name: ${platform}
  namespace: flux-system
spec:
  providerRef:
    name: ${platform}
  eventSeverity: info
  eventMetadata:
    clusterType: ${scalar(appliedFolder(cluster))}
    cluster: ${scalar(cluster.cluster)}
  eventSources:
    - kind: Kustomization
      name: ${platform}
`,
  ];
}

export function fluxManifests(cluster: OtherCluster): readonly string[] {
  return [...readSecrets(cluster), source(cluster), kustomization(cluster), ...reports(cluster)];
}
