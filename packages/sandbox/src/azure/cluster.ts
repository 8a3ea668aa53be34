/** A cluster that follows a branch of the GitOps repository, by git, and tells what has become of it. */
import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import { BareRepository, createBareRepository } from "../git/bare-repository.ts";
import type { ClusterView } from "../pages/page.ts";
import type { BranchMove, World } from "../world.ts";
import { type FluxRecord, fluxRecord } from "./record.ts";

const run = promisify(execFile);

/** What a cluster may be told to do instead of doing well. */
export type Behaviour = "well" | "fails" | "suspended" | "silent" | "flaps" | "fetches-only";

export interface ClusterOptions {
  readonly name: string;
  /** The folder of the branch that it applies. */
  readonly path: string;
  readonly branch: string;
  /** Where it fetches from, and the address that it is configured with, where that is spelled otherwise. */
  readonly repository: string;
  readonly address?: string;
  readonly token: string;
  /** How often its record shows a commit as fetched and not yet applied. */
  readonly lag?: number;
  readonly behaviour?: Behaviour;
  readonly isArc?: boolean;
  /** What tells it that a branch has moved. */
  readonly world: Pick<World, "watch" | "changes">;
}

const subscription = "00000000-0000-0000-0000-000000000001";

/** What is wrong with the manifests of a folder, if anything: Kubernetes would not take them. */
function troubleOf(texts: readonly string[]): string | undefined {
  const names = new Set<string>();
  for (const document of texts.flatMap((text) => [...parseAllDocuments(text)])) {
    if (!("contents" in document) || document.errors.length > 0) return "kustomize build failed: not YAML";
    const { kind, metadata } = (document.toJS() ?? {}) as {
      readonly kind?: unknown;
      readonly metadata?: { readonly name?: unknown; readonly namespace?: unknown };
    };
    if (typeof kind !== "string" || typeof metadata?.name !== "string")
      return "kustomize build failed: no kind or name";
    const id = `${kind} ${String(metadata.namespace ?? "")}/${metadata.name}`;
    if (names.has(id)) return `kustomize build failed: ${id} is there twice`;
    names.add(id);
  }
  return undefined;
}

/** The name of the repository at an address. */
function nameOf(address: string): string {
  return address.replace(/.*\/|\.git$/g, "");
}

export class FluxCluster implements AsyncDisposable {
  readonly #options: ClusterOptions;
  readonly #folder: string;
  readonly #git: BareRepository;
  readonly #unwatch: () => void;
  #behaviour: Behaviour;
  /** The turn that is under way, and whether there is reason for another one behind it. */
  #turn: Promise<void> | undefined;
  #isStale = false;
  #isGone = false;
  #synced: string | null = null;
  #applied: string | null = null;
  #trouble: string | undefined;
  /** How often the record still shows what was so before the newest commit was applied. */
  #unsettled = 0;

  private constructor(options: ClusterOptions) {
    this.#options = options;
    this.#behaviour = options.behaviour ?? "well";
    this.#folder = mkdtempSync(join(tmpdir(), "kalypso-cluster-"));
    createBareRepository(this.#folder);
    this.#git = new BareRepository(this.#folder);
    this.#unwatch = options.world.watch((move) => this.#told(move));
  }

  /** Resolves when the cluster has fetched what there is. */
  static async start(options: ClusterOptions): Promise<FluxCluster> {
    const cluster = new FluxCluster(options);
    cluster.#wake();
    await cluster.#turn;
    return cluster;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isGone = true;
    this.#unwatch();
    await this.#turn;
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }

  /** Resolves when it has taken in all that it was told. */
  async settled(): Promise<void> {
    await this.#turn;
  }

  get behaviour(): Behaviour {
    return this.#behaviour;
  }

  set behaviour(behaviour: Behaviour) {
    this.#behaviour = behaviour;
    this.#wake();
  }

  /** What the graph has of it; nothing of a silent one. */
  records(): readonly FluxRecord[] {
    if (this.behaviour === "silent") return [];
    const { name, path, branch, repository, address, isArc = false } = this.#options;
    const revision = (commit: string | null) => (commit === null ? null : `${branch}@sha1:${commit}`);
    const state = {
      ...{ subscription, cluster: name, isArc, url: address ?? repository, branch, path },
      isSuspended: this.behaviour === "suspended",
      complianceState: this.#complianceState(),
      syncedRevision: revision(this.#synced),
      appliedRevision: revision(this.#unsettled > 0 ? null : this.#applied),
      trouble: this.#currentTrouble(),
    };
    this.#unsettled = Math.max(this.#unsettled - 1, 0);
    return [fluxRecord(state)];
  }

  /** As a person sees it in the portal. */
  view(): ClusterView {
    const { name, path, branch, repository } = this.#options;
    const state = this.behaviour === "silent" ? "Unknown" : (this.#complianceState() ?? "Pending");
    const message = this.#currentTrouble() ?? (this.#applied === null ? "nothing applied yet" : "applied");
    return { name, branch, path, state, commit: this.#applied, message, repository: nameOf(repository) };
  }

  #currentTrouble(): string | undefined {
    if (this.behaviour === "fails") return "Health check failed: deployment is not ready";
    const isFlapping = this.behaviour === "flaps" && this.#unsettled > 0;
    return isFlapping ? "dependency 'flux-system/base' is not ready" : this.#trouble;
  }

  #complianceState(): string | null {
    if (this.behaviour === "suspended") return "Suspended";
    if (this.#synced === null) return null;
    if (this.#currentTrouble() !== undefined) return "Non-Compliant";
    // The source alone makes Azure say so, before anything is applied.
    if (this.behaviour === "fetches-only") return "Compliant";
    return this.#applied === this.#synced && this.#unsettled === 0 ? "Compliant" : "Pending";
  }

  #told({ repository, branch }: BranchMove): void {
    if (branch === this.#options.branch && repository === nameOf(this.#options.repository)) this.#wake();
  }

  /** One turn at a time; what happens during it is one reason for one more. */
  #wake(): void {
    this.#isStale = true;
    this.#turn ??= this.#turns().finally(() => {
      this.#turn = undefined;
    });
  }

  async #turns(): Promise<void> {
    while (this.#isStale && !this.#isGone) {
      this.#isStale = false;
      // A cluster that cannot fetch keeps what it has.
      await this.#reconcile().catch(() => {});
      this.#options.world.changes.tell();
    }
  }

  async #reconcile(): Promise<void> {
    if (this.behaviour === "suspended") return;
    const { branch, lag = 0 } = this.#options;
    await this.#fetch();
    const head = this.#git.resolve(branch) ?? null;
    if (head === null) return;
    if (head !== this.#synced) {
      this.#synced = head;
      this.#trouble = troubleOf(this.#manifests(head));
      this.#unsettled = lag;
    }
    if (this.#trouble === undefined && this.behaviour !== "fetches-only" && this.behaviour !== "fails")
      this.#applied = head;
  }

  #manifests(commit: string): readonly string[] {
    const folder = this.#options.path.replace(/^(?:\.?\/)+|\/+$/g, "");
    const paths = this.#git.paths(commit, folder);
    return this.#git.texts(
      commit,
      paths.filter((path) => /\.ya?ml$/.test(path) && !path.startsWith(".")),
    );
  }

  async #fetch(): Promise<void> {
    const { repository, branch, token } = this.#options;
    const credentials = Buffer.from(`x-access-token:${token}`).toString("base64");
    const ref = `refs/heads/${branch}`;
    const args = ["fetch", "--quiet", "--depth=1", "--no-tags", repository, `+${ref}:${ref}`];
    const env = {
      PATH: process.env["PATH"] ?? "",
      GIT_DIR: this.#folder,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_TERMINAL_PROMPT: "0",
    };
    const settings = [`http.extraHeader=AUTHORIZATION: basic ${credentials}`, "http.followRedirects=false"];
    await run("git", [...settings.flatMap((setting) => ["-c", setting]), ...args], { env });
  }
}
