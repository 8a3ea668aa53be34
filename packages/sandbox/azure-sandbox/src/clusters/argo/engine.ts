/** Argo CD on one cluster: an Application for the platform's folder, and the Applications in it. */
import { type BranchAddress, type Checkouts, FetchFailure } from "../checkouts.ts";
import { data, groupOf, keyOf, type Manifest, nameOf, type ObjectName, text } from "../manifest.ts";
import type { Troubles } from "../trouble.ts";
import { unlessEnded } from "../turns.ts";
import { applicationManifests, ComparisonError } from "./manifests.ts";

/** From best to worst. */
const healths = ["Healthy", "Suspended", "Progressing", "Missing", "Degraded", "Unknown"] as const;
type ArgoHealth = (typeof healths)[number];

export interface Application {
  readonly key: string;
  readonly name: ObjectName;
  readonly manifest: Manifest;
  /** The parent Application; null for the platform's. */
  readonly appliedBy: string | null;
  readonly sync: "Synced" | "OutOfSync" | "Unknown";
  readonly health: ArgoHealth;
  readonly message: string;
  /** The commit and the result of the latest operation. */
  readonly operation: { readonly commit: string; readonly phase: "Succeeded" | "Failed" } | undefined;
  readonly resources: readonly Manifest[];
}

interface ArgoOptions {
  readonly platform: Manifest;
  readonly checkouts: Checkouts;
  readonly troubles: Troubles;
  /** The token in the repository's credentials; undefined if it has none. */
  token(url: string): string | undefined;
  /**
   * Whether `argocd-cm` assesses Applications, with `resource.customizations.health.argoproj.io_Application`. Otherwise
   * an Application is healthy regardless of its child Applications.
   */
  readonly assessesApplications: boolean;
}

function isApplication(manifest: Manifest): boolean {
  return manifest.kind === "Application" && groupOf(manifest) === "argoproj.io";
}

function newApplication(manifest: Manifest, appliedBy: string | null): Application {
  return {
    key: keyOf(manifest),
    name: nameOf(manifest),
    manifest,
    appliedBy,
    sync: "Unknown",
    health: "Unknown",
    message: "",
    operation: undefined,
    resources: [],
  };
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export class ArgoEngine {
  readonly #options: ArgoOptions;
  readonly #applications = new Map<string, Application>();
  readonly #platform: string;

  constructor(options: ArgoOptions) {
    this.#options = options;
    const platform = newApplication(options.platform, null);
    this.#platform = platform.key;
    this.#applications.set(platform.key, platform);
  }

  get applications(): readonly Application[] {
    return [...this.#applications.values()];
  }

  get platform(): Application {
    const platform = this.#applications.get(this.#platform);
    if (platform === undefined) throw new Error("the platform's Application no longer exists");
    return platform;
  }

  /** Syncs the platform's Application first, then its children, at any depth. */
  async reconcile(signal: AbortSignal): Promise<void> {
    const done = new Set<string>();
    for (;;) {
      const next = this.applications.filter(({ manifest }) => !done.has(JSON.stringify(manifest)));
      if (next.length === 0) break;
      for (const { manifest } of next) done.add(JSON.stringify(manifest));
      const looked = await Promise.all(next.map((application) => this.#sync(application, signal)));
      for (const application of looked) this.#put(application);
    }
    // A parent is as healthy as its children, so repeat until nothing changes.
    for (let changed = true; changed; )
      changed = this.applications.map((application) => this.#assess(application)).includes(true);
  }

  #put(application: Application): void {
    const before = this.#applications.get(application.key);
    if (before === undefined) return;
    this.#applications.set(application.key, { ...application, manifest: before.manifest });
    if (application.sync !== "Synced") return;
    const kept = new Set(application.resources.map(keyOf));
    for (const manifest of application.resources.filter(isApplication)) {
      const known = this.#applications.get(keyOf(manifest));
      if (known?.appliedBy === null) continue;
      const held = known ?? newApplication(manifest, application.key);
      this.#applications.set(held.key, { ...held, manifest, appliedBy: application.key });
    }
    for (const { key, appliedBy } of this.applications)
      if (appliedBy === application.key && !kept.has(key)) this.#remove(key);
  }

  #remove(key: string): void {
    this.#applications.delete(key);
    for (const held of this.applications) if (held.appliedBy === key) this.#remove(held.key);
  }

  #addressOf({ manifest }: Application): BranchAddress {
    const source = data(manifest.spec["source"]);
    const url = text(source["repoURL"]);
    const branch = text(source["targetRevision"]) || "main";
    return { url, branch, token: this.#options.token(url) };
  }

  /** Compares the Application with git and applies the differences. */
  async #sync(application: Application, signal: AbortSignal): Promise<Application> {
    const trouble = this.#options.troubles.of(application.name);
    try {
      if (trouble?.kind === "refuses-token") throw new FetchFailure("denied", "");
      const checkout = await unlessEnded(signal, this.#options.checkouts.fetch(this.#addressOf(application)));
      const resources = applicationManifests(checkout, application.manifest);
      return this.#applied(application, checkout.commit, resources);
    } catch (error) {
      signal.throwIfAborted();
      return { ...application, sync: "Unknown", message: comparisonProblem(error) };
    }
  }

  #applied(application: Application, commit: string, resources: readonly Manifest[]): Application {
    const { manifest, operation } = application;
    const trouble = this.#options.troubles.of(application.name);
    const isAutomatic = data(manifest.spec["syncPolicy"])["automated"] !== undefined;
    if (!isAutomatic && !isSame(resources, application.resources))
      return { ...application, sync: "OutOfSync", message: "waiting for a manual sync" };
    if (trouble?.kind === "fails") {
      const message = trouble.message ?? "one or more objects failed to apply";
      return { ...application, sync: "OutOfSync", message, operation: { commit, phase: "Failed" } };
    }
    const prune = data(data(manifest.spec["syncPolicy"])["automated"])["prune"] === true;
    const kept = new Set(resources.map(keyOf));
    const left = prune ? [] : application.resources.filter((each) => !kept.has(keyOf(each)));
    const isNew = operation?.commit !== commit || operation.phase === "Failed";
    return {
      ...application,
      sync: "Synced",
      message: "successfully synced (all tasks run)",
      resources: [...resources, ...left],
      operation: isNew ? { commit, phase: "Succeeded" } : operation,
    };
  }

  #assess(application: Application): boolean {
    const { troubles, assessesApplications } = this.#options;
    const isHeld = troubles.of(application.name)?.kind === "progresses";
    const found = application.resources.map((manifest): ArgoHealth => {
      const held = this.#applications.get(keyOf(manifest));
      if (held !== undefined) return assessesApplications ? held.health : "Healthy";
      const trouble = troubles.of(nameOf(manifest));
      if (trouble === undefined) return "Healthy";
      return trouble.kind === "progresses" ? "Progressing" : "Degraded";
    });
    const all = [...found, isHeld ? "Progressing" : "Healthy"] as const;
    const health = healths[Math.max(...all.map((each) => healths.indexOf(each)))] ?? "Unknown";
    this.#applications.set(application.key, { ...application, health });
    return health !== application.health;
  }
}

function comparisonProblem(error: unknown): string {
  if (error instanceof ComparisonError) return error.message;
  const failure = error instanceof FetchFailure ? error : new FetchFailure("other", String(error));
  const words = {
    denied: "authentication required",
    "no-repository": "repository not found",
    "no-branch": "unable to resolve the branch to a commit",
    other: failure.message,
  };
  return new ComparisonError(`failed to list refs: ${words[failure.problem]}`).message;
}
