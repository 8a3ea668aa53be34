/** A cluster with Flux that follows a branch of the GitOps repository, and Azure's record of it. */
import type { BranchMove } from "@kalypso-actions/github-sandbox";
import { type AppliedFlux, appliedFlux } from "../clusters/applied.ts";
import { repositoryName } from "../clusters/checkouts.ts";
import { type Behaviour, type ClusterWorld, tokenFor } from "../clusters/cluster.ts";
import { CommitStatuses, type StatusReport } from "../clusters/commit-statuses.ts";
import { readyOf, stateOf } from "../clusters/flux/conditions.ts";
import { FluxEngine, type FluxEvent } from "../clusters/flux/engine.ts";
import { type FluxVersion, isToldBy, notify } from "../clusters/flux/notifications.ts";
import { type FluxObject, isKustomization, isSource, secretOf } from "../clusters/flux/objects.ts";
import { LiveCluster } from "../clusters/live-cluster.ts";
import type { ObjectName } from "../clusters/manifest.ts";
import type { Trouble } from "../clusters/trouble.ts";
import type { ClusterView } from "../clusters/view.ts";
import { ownManifests } from "./configuration.ts";
import { Lag } from "./lag.ts";
import {
  type ConfigurationPlace,
  configurationRecord,
  defaultPlace,
  type FluxRecord,
  type KustomizationSettings,
  type ObjectStatus,
} from "./record.ts";

export interface ClusterOptions {
  readonly name: string;
  /** Its configuration in Azure, if that has been made there. */
  readonly place?: ConfigurationPlace;
  /** The folder on the branch that it applies. */
  readonly path: string;
  readonly branch: string;
  /** The repository it fetches from, and the address in its configuration if that is spelled differently. */
  readonly repository: string;
  readonly address?: string;
  readonly token: string;
  /** For how many reads its record shows a commit as fetched but not yet applied. */
  readonly lag?: number;
  readonly behaviour?: Behaviour;
  readonly isArc?: boolean;
  /** Whether its Kustomization waits for the objects it applied; the default, as in Azure. */
  readonly wait?: boolean;
  /** Replaces the Kustomization named `cluster` that applies `path`. */
  readonly kustomizations?: Readonly<Record<string, KustomizationSettings>>;
  /** Whether it is set up only once the branch has its folder; until then it is unknown. */
  readonly joinsWithFolder?: boolean;
  /** What has been applied to it by hand, in place of a configuration in Azure, which does not know it then. */
  readonly manifests?: string;
  /** Also reports on commits, as Flux's notification-controller does. */
  readonly report?: StatusReport & { readonly flux?: FluxVersion };
  readonly world: ClusterWorld;
}

export class FluxCluster extends LiveCluster {
  readonly #options: ClusterOptions;
  readonly #place: ConfigurationPlace;
  readonly #applied: AppliedFlux | undefined;
  readonly #settings: Readonly<Record<string, KustomizationSettings>>;
  readonly #engine: FluxEngine;
  readonly #statuses: CommitStatuses | undefined;
  readonly #events: FluxEvent[] = [];
  #isThere: boolean;
  #time = Date.now();
  readonly #lag: Lag;
  #lastRecord: FluxRecord | undefined;

  private constructor(options: ClusterOptions) {
    super(options);
    const { name, path, wait, report, manifests } = options;
    this.#applied = manifests === undefined ? undefined : appliedFlux(manifests);
    this.#options = options;
    this.#place = options.place ?? defaultPlace(options.branch);
    this.#isThere = options.joinsWithFolder !== true;
    this.#settings = options.kustomizations ?? { cluster: { path, wait } };
    this.#lag = new Lag(options.lag ?? 0);
    const { context, statusToken } = this.#applied ?? {};
    this.#statuses =
      report === undefined
        ? undefined
        : new CommitStatuses({ ...report, token: statusToken ?? report.token }, name, context);
    this.#engine = new FluxEngine({
      own: this.#applied?.own ?? ownManifests({ ...options, place: this.#place }, this.#settings),
      checkouts: this.checkouts,
      troubles: this.trouble,
      token: (source) => this.#tokenOf(source),
      event: (event) => this.#events.push(event),
    });
  }

  /** Resolves once the cluster has fetched and applied everything. */
  static start(options: ClusterOptions): Promise<FluxCluster> {
    return new FluxCluster(options).begun();
  }

  override async reset(): Promise<void> {
    this.#isThere = this.#options.joinsWithFolder !== true;
    await super.reset();
  }

  /** Its rows in the graph; none if it is silent. */
  records(): readonly FluxRecord[] {
    if (this.behaviour === "silent" || !this.#isThere || this.#applied !== undefined) return [];
    if (this.behaviour === "disconnected") return this.#lastRecord === undefined ? [] : [this.#lastRecord];
    this.#lastRecord = this.#record();
    this.#lag.read();
    return [this.#lastRecord];
  }

  override view(): ClusterView | undefined {
    if (!this.#isThere) return undefined;
    const { name, path, branch, repository } = this.#options;
    const objects = this.#statusesOf();
    const own = objects.filter(({ kind, appliedBy }) => kind === "Kustomization" && appliedBy === null);
    const state = this.behaviour === "silent" ? "Unknown" : (this.#complianceState(objects) ?? "Pending");
    const worst = own.find((each) => each.complianceState !== "Compliant") ?? own[0];
    const revision = [...this.#engine.objects.values()].find(isOwnKustomization)?.lastApplied;
    return {
      name,
      branch,
      path,
      state,
      commit: revision?.slice(-40) ?? null,
      manager: "Flux",
      message: readyOf(worst?.conditions ?? [])?.message ?? "nothing applied yet",
      repository: repositoryName(repository),
      objects: objects.map(({ kind, name: of, namespace: at, appliedBy, complianceState, conditions }) => ({
        name: `${kind}/${at}/${of}`,
        state: complianceState,
        appliedBy: appliedBy?.name,
        message: readyOf(conditions)?.message ?? "",
      })),
    };
  }

  /** If the cluster fails, so do the Kustomizations that its configuration created. */
  protected override general(object: ObjectName): Trouble | undefined {
    const { namespace, name } = this.#place;
    const isOwn = object.startsWith(`Kustomization/${namespace}/${name}-`);
    if (this.behaviour !== "fails" || !isOwn) return undefined;
    const waitedFor = "timeout waiting for: [Deployment/flux-system/platform-agent status: 'Failed']";
    const message = `health check failed after 10m0s: ${waitedFor}`;
    return { kind: "fails", reason: "HealthCheckFailed", message };
  }

  #tokenOf(source: FluxObject): string | undefined {
    const { token, repository } = this.#options;
    const secret = secretOf(source);
    if (this.#applied !== undefined) return secret === undefined ? undefined : this.#applied.password(secret);
    if (source.appliedBy === null) return token;
    const url = String(source.manifest.spec["url"]);
    return secret === undefined ? undefined : tokenFor(url, repository, token);
  }

  protected override reads({ repository, branch }: BranchMove): boolean {
    return [...this.#engine.objects.values()].some(({ manifest }) => {
      const { url, ref } = manifest.spec as { readonly url?: string; readonly ref?: { branch?: string } };
      return repositoryName(url ?? "") === repository && (ref?.branch ?? "master") === branch;
    });
  }

  protected override async turn(signal: AbortSignal): Promise<void> {
    if (this.behaviour === "suspended" || !(await this.#joins(signal))) return;
    const before = new Map(this.#engine.objects);
    if (this.behaviour === "fetches-only") await this.#engine.fetch(signal);
    else await this.#engine.reconcile(signal);
    this.#lag.changed(before, this.#engine.objects);
    this.#time = Date.now();
    await this.#tell(signal);
    this.#options.world.changes.tell();
  }

  async #joins(signal: AbortSignal): Promise<boolean> {
    if (this.#isThere) return true;
    await this.#engine.fetch(signal);
    const source = [...this.#engine.objects.values()].find(isSource);
    const folder = `${this.#options.path.replace(/^\.\//, "")}/`;
    this.#isThere = source?.artifact?.checkout.paths.some((path) => path.startsWith(folder)) ?? false;
    return this.#isThere;
  }

  async #tell(signal: AbortSignal): Promise<void> {
    const events = this.#events.splice(0);
    const { report } = this.#options;
    const own = [...this.#engine.objects.values()].filter(isOwnKustomization);
    const isTold = ({ manifest }: FluxObject) => this.#applied?.told.includes(manifest.name) ?? true;
    const told = own.findLast(isTold)?.key;
    if (this.#statuses === undefined || this.behaviour === "silent" || this.behaviour === "disconnected")
      return;
    for (const event of events)
      if (event.object === told && isToldBy(report?.flux ?? "2.9", event))
        await notify(this.#statuses, event, signal);
  }

  #record(): FluxRecord {
    const { name, branch, repository, address, isArc = false } = this.#options;
    const source = [...this.#engine.objects.values()].find(isSource);
    const objects = this.#statusesOf();
    return configurationRecord({
      place: this.#place,
      cluster: name,
      isArc,
      url: address ?? repository,
      branch,
      kustomizations: this.#settings,
      isSuspended: this.behaviour === "suspended",
      complianceState: this.#complianceState(objects),
      objects,
      time: this.#time,
      syncedRevision: source?.artifact?.revision ?? null,
    });
  }

  /** The worst state of all objects. */
  #complianceState(objects: readonly ObjectStatus[]): string | null {
    if (this.behaviour === "suspended") return "Suspended";
    const [source] = objects;
    if (source === undefined) return null;
    // With only a source, Azure reports its state before anything is applied.
    if (this.behaviour === "fetches-only") return source.complianceState;
    const states = objects.map(({ complianceState }) => complianceState);
    if (states.includes("Non-Compliant")) return "Non-Compliant";
    return states.includes("Pending") ? "Pending" : "Compliant";
  }

  #statusesOf(): readonly ObjectStatus[] {
    return this.#lag
      .shown(this.#engine.objects, this.behaviour === "flaps")
      .map(({ manifest, appliedBy, conditions }) => {
        const { kind, name } = manifest;
        const isOwnSuspended = appliedBy === null && this.behaviour === "suspended";
        const isSuspended = isOwnSuspended || manifest.spec["suspend"] === true;
        const complianceState = stateOf(conditions, isSuspended);
        const namespace = manifest.namespace ?? "";
        return { kind, name, namespace, appliedBy, complianceState, conditions };
      });
  }
}

function isOwnKustomization(object: FluxObject): boolean {
  return object.appliedBy === null && isKustomization(object);
}
