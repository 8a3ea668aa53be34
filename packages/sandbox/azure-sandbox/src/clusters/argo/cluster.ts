/** A cluster with Argo CD, which reports commit statuses on the GitOps repository. */

import type { BranchMove } from "@kalypso-actions/github-sandbox";
import { appliedArgo } from "../applied.ts";
import { repositoryName } from "../checkouts.ts";
import { type Behaviour, type ClusterWorld, tokenFor } from "../cluster.ts";
import { CommitStatuses, type Said, type StatusReport } from "../commit-statuses.ts";
import { LiveCluster } from "../live-cluster.ts";
import { data, type Manifest, type ObjectName, text } from "../manifest.ts";
import type { Trouble } from "../trouble.ts";
import type { ClusterView } from "../view.ts";
import { type Application, ArgoEngine } from "./engine.ts";

export interface ArgoClusterOptions {
  readonly name: string;
  /** The folder on the branch that it applies. */
  readonly path: string;
  readonly branch: string;
  readonly repository: string;
  /** The token in the repository credentials, which it reads with. */
  readonly token: string;
  readonly report: StatusReport;
  /** What has been applied to it by hand, in place of an Application for `path`. */
  readonly manifests?: string;
  readonly behaviour?: Behaviour;
  /** @see ArgoEngine */
  readonly assessesApplications?: boolean;
  readonly world: ClusterWorld;
}

function platformApplication({ branch, repository, path }: ArgoClusterOptions): Manifest {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    name: `platform-${branch}`,
    namespace: "argocd",
    spec: {
      project: "default",
      source: { repoURL: repository, targetRevision: branch, path, directory: { recurse: true } },
      destination: { server: "https://kubernetes.default.svc", namespace: "argocd" },
      syncPolicy: { automated: { prune: true, selfHeal: true } },
    },
  };
}

/** The status that the notification templates produce for an Application; undefined if no trigger fires. */
function notification(application: Application): Said | undefined {
  const { operation, sync, health, manifest, message } = application;
  const who = `Application ${manifest.name}`;
  if (operation?.phase === "Failed")
    return { state: "failure", description: `${who} failed to sync: ${message}` };
  if (operation === undefined || sync !== "Synced") return undefined;
  if (health === "Degraded") return { state: "failure", description: `${who} has degraded.` };
  return health === "Healthy"
    ? { state: "success", description: `${who} is synced and healthy.` }
    : undefined;
}

export class ArgoCluster extends LiveCluster {
  readonly #options: ArgoClusterOptions;
  readonly #engine: ArgoEngine;
  readonly #statuses: CommitStatuses;

  private constructor(options: ArgoClusterOptions) {
    super(options);
    const { name, repository, token, assessesApplications = true } = options;
    this.#options = options;
    const applied = options.manifests === undefined ? undefined : appliedArgo(options.manifests);
    this.#statuses = new CommitStatuses(options.report, name, applied?.context);
    this.#engine = new ArgoEngine({
      platform: applied?.platform ?? platformApplication(options),
      checkouts: this.checkouts,
      troubles: this.trouble,
      token: (url) => (applied === undefined ? tokenFor(url, repository, token) : applied.password(url)),
      assessesApplications,
    });
  }

  /** Resolves once the cluster has fetched and applied everything. */
  static start(options: ArgoClusterOptions): Promise<ArgoCluster> {
    return new ArgoCluster(options).begun();
  }

  override view(): ClusterView {
    const { name, path, branch, repository } = this.#options;
    const { sync, health, message, operation } = this.#engine.platform;
    return {
      name,
      branch,
      path,
      manager: "Argo CD",
      message,
      repository: repositoryName(repository),
      state: this.behaviour === "silent" ? "Unknown" : shownState({ sync, health }),
      commit: operation?.phase === "Succeeded" ? operation.commit : null,
      objects: this.#engine.applications.map((application) => ({
        name: application.name,
        state: shownState(application),
        message: application.message,
        appliedBy: application.appliedBy?.replace(/.*\//, ""),
      })),
    };
  }

  protected override general(object: ObjectName): Trouble | undefined {
    if (this.behaviour !== "fails" || object !== this.#engine.platform.name) return undefined;
    return { kind: "fails", message: "one or more objects failed to apply: admission was denied" };
  }

  protected override reads({ repository, branch }: BranchMove): boolean {
    return this.#engine.applications.some(({ manifest }) => {
      const { repoURL, targetRevision } = data(manifest.spec["source"]);
      return repositoryName(text(repoURL)) === repository && (text(targetRevision) || "main") === branch;
    });
  }

  protected override async turn(signal: AbortSignal): Promise<void> {
    if (this.behaviour === "suspended" || this.behaviour === "fetches-only") return;
    await this.#engine.reconcile(signal);
    if (this.behaviour !== "silent" && this.behaviour !== "disconnected") await this.#report(signal);
    this.#options.world.changes.tell();
  }

  async #report(signal: AbortSignal): Promise<void> {
    const { platform } = this.#engine;
    const { operation } = platform;
    if (operation === undefined) return;
    const { commit } = operation;
    const description = `Application ${platform.manifest.name} is being synced.`;
    if ((await this.#statuses.last(commit, signal)) === undefined)
      await this.#statuses.say(commit, { state: "pending", description }, signal);
    const told = notification(platform);
    if (told !== undefined) await this.#statuses.say(commit, told, signal);
  }
}

/** One word: the health if the Application is in sync, otherwise the sync status. */
function shownState({ sync, health }: Pick<Application, "sync" | "health">): string {
  return sync === "Synced" ? health : sync;
}
