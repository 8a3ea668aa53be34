import { appliedFolder, type OtherCluster, ownerOf, scalar, serverOf } from "./cluster.ts";

/** A state that Argo CD tells GitHub. */
interface Report {
  readonly name: string;
  readonly state: "pending" | "success" | "failure";
  readonly message: string;
  readonly when: string;
  /** Where an operation that has failed keeps its commit. */
  readonly revision?: string;
}

const synced = "app.status.operationState.syncResult.revision";

const reports: readonly Report[] = [
  {
    name: "syncing",
    state: "pending",
    message: "Syncing",
    when: "app.status.operationState.phase in ['Running'] or app.status.health.status == 'Progressing'",
  },
  {
    name: "deployed",
    state: "success",
    message: "Synced and healthy",
    when: "app.status.operationState.phase in ['Succeeded'] and app.status.health.status == 'Healthy'",
  },
  {
    name: "degraded",
    state: "failure",
    message: "Degraded",
    when: "app.status.health.status == 'Degraded'",
  },
  {
    name: "sync-failed",
    state: "failure",
    message: "The sync failed",
    when: "app.status.operationState.phase in ['Error', 'Failed']",
    revision: "app.status.operationState.operation.sync.revision",
  },
];

/** `dev/large` for Argo CD, which has the path of the Application in its statuses. */
const label = `kalypso/{{.app.spec.source.path}}/{{index .app.metadata.annotations \\"kalypso.io/cluster\\"}}`;

function template({ name, state, message, revision = synced }: Report): string {
  return `  template.platform-${name}: |
    message: ${message}
    github:
      repoURLPath: "{{.app.spec.source.repoURL}}"
      revisionPath: "{{.${revision}}}"
      status:
        state: ${state}
        label: "${label}"
`;
}

function trigger({ name, when, revision = synced }: Report): string {
  return `  trigger.on-platform-${name}: |
    - when: ${when}
      oncePer: ${revision}
      send: [platform-${name}]
`;
}

function credentials({ url, isPrivate, tokens }: OtherCluster): readonly string[] {
  if (!isPrivate) return [];
  return [
    `# Reads the owner's repositories: the platform's, and the applications', which the template argocd names by address.
# The token needs \`contents: read\` there.
apiVersion: v1
kind: Secret
metadata:
  name: gitops-repositories
  namespace: argocd
  labels:
    argocd.argoproj.io/secret-type: repo-creds
type: Opaque
stringData:
  type: git
  url: ${scalar(ownerOf(url))}
  username: git
  password: ${scalar(tokens?.read ?? "<token>")}
`,
  ];
}

function application(cluster: OtherCluster): string {
  const subscriptions = reports.map(
    ({ name }) => `    notifications.argoproj.io/subscribe.on-platform-${name}.github: ""\n`,
  );
  return `# What the cluster follows and applies.
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: platform-gitops
  namespace: argocd
  annotations:
    kalypso.io/cluster: ${scalar(cluster.cluster)}
${subscriptions.join("")}spec:
  project: default
  source:
    repoURL: ${scalar(cluster.url)}
    targetRevision: ${scalar(cluster.branch)}
    path: ${scalar(appliedFolder(cluster))}
    directory:
      # Assignments are in folders of their own.
      recurse: true
  destination:
    server: https://kubernetes.default.svc
    namespace: argocd
  syncPolicy:
    automated:
      prune: true
      selfHeal: true
`;
}

/** Argo CD's own example, https://argo-cd.readthedocs.io/en/stable/operator-manual/health/#argocd-app. */
const health = `# Makes the health of the applications part of the platform's. Without it, only the manifests of the platform count.
# Merges into the ConfigMap that Argo CD has.
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels:
    app.kubernetes.io/part-of: argocd
data:
  resource.customizations.health.argoproj.io_Application: |
    hs = {}
    hs.status = "Progressing"
    hs.message = ""
    if obj.status ~= nil then
      if obj.status.health ~= nil then
        hs.status = obj.status.health.status
        if obj.status.health.message ~= nil then
          hs.message = obj.status.health.message
        end
      end
    end
    return hs
`;

function notifications({ url }: OtherCluster): readonly string[] {
  const server = serverOf(url);
  const enterprise =
    server === "https://github.com" ? "" : `    enterpriseBaseURL: ${scalar(`${server}/api/v3`)}\n`;
  return [
    `# The GitHub App that sets the statuses: \`statuses: write\` on the Platform GitOps repository.
apiVersion: v1
kind: Secret
metadata:
  name: argocd-notifications-secret
  namespace: argocd
type: Opaque
stringData:
  github-app-id: "<id of the App>"
  github-installation-id: "<id of its installation>"
  github-private-key: "<private key of the App, PEM>"
`,
    `# Merges into the ConfigMap that Argo CD has.
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-notifications-cm
  namespace: argocd
data:
  service.github: |
    appID: $github-app-id
    installationID: $github-installation-id
${enterprise}    privateKey: $github-private-key
${reports.map(template).join("")}${reports.map(trigger).join("")}`,
  ];
}

export function argoManifests(cluster: OtherCluster): readonly string[] {
  return [...credentials(cluster), health, application(cluster), ...notifications(cluster)];
}
