/** A cluster that follows a branch of the GitOps repository, by git, and tells what has become of it. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import type { ClusterView } from "../pages/page.ts";
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
  /** Milliseconds between two fetches, and from the fetch to having applied. */
  readonly interval?: number;
  readonly lag?: number;
  readonly behaviour?: Behaviour;
  readonly isArc?: boolean;
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

export class FluxCluster implements AsyncDisposable {
  behaviour: Behaviour;
  readonly #options: ClusterOptions;
  #folder = "";
  #timer: NodeJS.Timeout | undefined;
  #isBusy: Promise<void> = Promise.resolve();
  #synced: string | null = null;
  #applied: string | null = null;
  #trouble: string | undefined;
  #fetchedAt = 0;

  private constructor(options: ClusterOptions) {
    this.#options = options;
    this.behaviour = options.behaviour ?? "well";
  }

  static async start(options: ClusterOptions): Promise<FluxCluster> {
    const cluster = new FluxCluster(options);
    cluster.#folder = await mkdtemp(join(tmpdir(), "kalypso-cluster-"));
    await cluster.#git("init", "--quiet", "--bare");
    cluster.#timer = setInterval(() => cluster.#turn(), options.interval ?? 100);
    cluster.#turn();
    return cluster;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#isBusy;
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
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
      appliedRevision: revision(this.#applied),
      trouble: this.#currentTrouble(),
    };
    return [fluxRecord(state)];
  }

  /** As a person sees it in the portal. */
  view(): ClusterView {
    const { name, path, branch, repository } = this.#options;
    const state = this.behaviour === "silent" ? "Unknown" : (this.#complianceState() ?? "Pending");
    const message = this.#currentTrouble() ?? (this.#applied === null ? "nothing applied yet" : "applied");
    const gitops = repository.replace(/.*\/|\.git$/g, "");
    return { name, branch, path, state, commit: this.#applied, message, repository: gitops };
  }

  #currentTrouble(): string | undefined {
    if (this.behaviour === "fails") return "Health check failed: deployment is not ready";
    const isFlapping =
      this.behaviour === "flaps" && Date.now() - this.#fetchedAt < 2 * (this.#options.lag ?? 200);
    return isFlapping ? "dependency 'flux-system/base' is not ready" : this.#trouble;
  }

  #complianceState(): string | null {
    if (this.behaviour === "suspended") return "Suspended";
    if (this.#synced === null) return null;
    if (this.#currentTrouble() !== undefined) return "Non-Compliant";
    // The source alone makes Azure say so, before anything is applied.
    if (this.behaviour === "fetches-only") return "Compliant";
    return this.#applied === this.#synced ? "Compliant" : "Pending";
  }

  #turn(): void {
    this.#isBusy = this.#isBusy.then(() => this.#reconcile()).catch(() => {});
  }

  async #reconcile(): Promise<void> {
    if (this.behaviour === "suspended") return;
    const { repository, branch, token, lag = 200 } = this.#options;
    const credentials = Buffer.from(`x-access-token:${token}`).toString("base64");
    const header = [
      ...["-c", `http.extraHeader=AUTHORIZATION: basic ${credentials}`],
      ...["-c", "http.followRedirects=false"],
    ];
    const ref = `refs/heads/${branch}`;
    await this.#git(...header, "fetch", "--quiet", "--depth=1", repository, `+${ref}:${ref}`);
    const head = (await this.#git("rev-parse", ref)).trim();
    if (head !== this.#synced) {
      this.#synced = head;
      this.#fetchedAt = Date.now();
      this.#trouble = undefined;
      return;
    }
    if (this.#applied === head || Date.now() - this.#fetchedAt < lag) return;
    this.#trouble = troubleOf(await this.#manifests(head));
    if (this.#trouble === undefined && this.behaviour !== "fetches-only" && this.behaviour !== "fails")
      this.#applied = head;
  }

  async #manifests(commit: string): Promise<readonly string[]> {
    const folder = this.#options.path.replace(/^(?:\.?\/)+|\/+$/g, "");
    const listing = await this.#git(
      "ls-tree",
      "-r",
      "--name-only",
      commit,
      ...(folder === "" ? [] : [`${folder}/`]),
    );
    const paths = listing.split("\n").filter((path) => /\.ya?ml$/.test(path) && !path.startsWith("."));
    return Promise.all(paths.map((path) => this.#git("cat-file", "blob", `${commit}:${path}`)));
  }

  async #git(...args: readonly string[]): Promise<string> {
    const env = {
      PATH: process.env["PATH"] ?? "",
      GIT_DIR: this.#folder,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_TERMINAL_PROMPT: "0",
    };
    const { stdout } = await run("git", [...args], { env });
    return stdout;
  }
}
