/** A cluster with Argo CD, which reports with statuses on the GitOps repository's commits. */

import { Checkouts, repositoryName } from "../checkouts.ts";
import { type Behaviour, type Cluster, type ClusterWorld, tokenFor } from "../cluster.ts";
import { CommitStatuses, type Said, type StatusReport } from "../commit-statuses.ts";
import { data, type Manifest, type ObjectName, text } from "../manifest.ts";
import { type Trouble, Troubles } from "../trouble.ts";
import { Turns } from "../turns.ts";
import type { ClusterView } from "../view.ts";
import { type Application, ArgoEngine } from "./engine.ts";

export interface ArgoClusterOptions {
  readonly name: string;
  /** The folder of the branch that it applies. */
  readonly path: string;
  readonly branch: string;
  readonly repository: string;
  /** Of the repositories' credentials: it reads with it. */
  readonly token: string;
  readonly report: StatusReport;
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

/** What the notifications' templates say of an Application; undefined where none is triggered. */
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

export class ArgoCluster implements Cluster {
  readonly name: string;
  readonly trouble: Troubles;
  readonly #options: ArgoClusterOptions;
  readonly #checkouts: Checkouts;
  readonly #engine: ArgoEngine;
  readonly #turns: Turns;
  readonly #statuses: CommitStatuses;
  readonly #unwatch: () => void;
  #behaviour: Behaviour;

  private constructor(options: ArgoClusterOptions) {
    const { name, world, repository, token, behaviour = "well", assessesApplications = true } = options;
    this.#options = options;
    this.name = name;
    this.#behaviour = behaviour;
    this.#turns = new Turns((signal) => this.#turn(signal));
    this.trouble = new Troubles(
      () => this.#turns.wake(),
      (object) => this.#general(object),
    );
    this.#statuses = new CommitStatuses(options.report, name);
    this.#checkouts = Checkouts.of(world);
    this.#engine = new ArgoEngine({
      platform: platformApplication(options),
      checkouts: this.#checkouts,
      troubles: this.trouble,
      token: (url) => tokenFor(url, repository, token),
      assessesApplications,
    });
    this.#unwatch = world.watch((move) => this.#told(move));
  }

  /** Resolves when the cluster has fetched and applied what there is. */
  static async start(options: ArgoClusterOptions): Promise<ArgoCluster> {
    const cluster = new ArgoCluster(options);
    cluster.#turns.wake();
    await cluster.settled();
    return cluster;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#unwatch();
    await this.#turns.end();
    await this.#checkouts.release(this.#options.world);
  }

  settled(): Promise<void> {
    return this.#turns.settled();
  }

  async reset(): Promise<void> {
    this.#behaviour = "well";
    this.trouble.clear();
    this.#turns.wake();
    await this.settled();
  }

  get behaviour(): Behaviour {
    return this.#behaviour;
  }

  set behaviour(behaviour: Behaviour) {
    this.#behaviour = behaviour;
    this.#turns.wake();
  }

  view(): ClusterView {
    const { name, path, branch, repository } = this.#options;
    const { sync, health, message, operation } = this.#engine.platform;
    return {
      name,
      branch,
      path,
      manager: "Argo CD",
      message,
      repository: repositoryName(repository),
      state: this.#behaviour === "silent" ? "Unknown" : shownState({ sync, health }),
      commit: operation?.phase === "Succeeded" ? operation.commit : null,
      objects: this.#engine.applications.map((application) => ({
        name: application.name,
        state: shownState(application),
        message: application.message,
        appliedBy: application.appliedBy?.replace(/.*\//, ""),
      })),
    };
  }

  #general(object: ObjectName): Trouble | undefined {
    if (this.#behaviour !== "fails" || object !== this.#engine.platform.name) return undefined;
    return { kind: "fails", message: "one or more objects failed to apply: admission was denied" };
  }

  #told({ repository, branch }: { readonly repository: string; readonly branch: string }): void {
    const reads = this.#engine.applications.some(({ manifest }) => {
      const { repoURL, targetRevision } = data(manifest.spec["source"]);
      return repositoryName(text(repoURL)) === repository && (text(targetRevision) || "main") === branch;
    });
    if (reads) this.#turns.wake();
  }

  async #turn(signal: AbortSignal): Promise<void> {
    if (this.#behaviour === "suspended" || this.#behaviour === "fetches-only") return;
    await this.#engine.reconcile(signal);
    if (this.#behaviour !== "silent" && this.#behaviour !== "disconnected") await this.#report(signal);
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

/** In one word: how well it is, where it is as git says. */
function shownState({ sync, health }: Pick<Application, "sync" | "health">): string {
  return sync === "Synced" ? health : sync;
}
