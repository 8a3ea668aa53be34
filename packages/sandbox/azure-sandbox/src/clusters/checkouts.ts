/** The clusters' fetches: clusters that read a branch with the same token share one copy, fetched once per move. */
import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  BareRepository,
  type BranchMove,
  createBareRepository,
  type World,
} from "@kalypso-actions/github-sandbox";
import type { FileTree } from "./build.ts";

const run = promisify(execFile);

export interface BranchAddress {
  readonly url: string;
  readonly branch: string;
  /** Undefined for anonymous access. */
  readonly token: string | undefined;
}

export interface Checkout extends FileTree {
  readonly commit: string;
}

/** Why a branch cannot be fetched. */
type FetchProblem = "denied" | "no-repository" | "no-branch" | "other";

export class FetchFailure extends Error {
  readonly problem: FetchProblem;

  constructor(problem: FetchProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}

/** The repository's name in an address. */
export function repositoryName(url: string): string {
  return url.replace(/\/+$/, "").replace(/.*[/:]|\.git$/g, "");
}

function failureOf(error: unknown): FetchFailure {
  const said = String((error as { readonly stderr?: unknown }).stderr ?? error).trim();
  const line = said.split("\n").at(-1) ?? "";
  if (/authentication failed|could not read username|\b401\b|\b403\b/i.test(said))
    return new FetchFailure("denied", line);
  if (/repository not found|not found|does not appear to be a git repository/i.test(said))
    return new FetchFailure("no-repository", line);
  if (/couldn't find remote ref/i.test(said)) return new FetchFailure("no-branch", line);
  return new FetchFailure("other", line);
}

/** A copy of one branch. */
class Copy {
  readonly #address: BranchAddress;
  readonly #folder = mkdtempSync(join(tmpdir(), "kalypso-checkout-"));
  readonly #git: BareRepository;
  readonly #env: NodeJS.ProcessEnv;
  readonly #checkouts = new Map<string, Checkout>();
  #fetched: { readonly move: number; readonly checkout: Promise<Checkout> } | undefined;

  constructor(address: BranchAddress, env: NodeJS.ProcessEnv) {
    this.#address = address;
    this.#env = env;
    createBareRepository(this.#folder);
    this.#git = new BareRepository(this.#folder);
  }

  /** The branch as of a move; a failed fetch is retried. */
  at(move: number, signal: AbortSignal): Promise<Checkout> {
    if (this.#fetched?.move === move) return this.#fetched.checkout;
    const checkout = this.#fetch(signal).then((commit) => this.#checkout(commit));
    this.#fetched = { move, checkout };
    checkout.catch(() => {
      this.#fetched = undefined;
    });
    return checkout;
  }

  async remove(): Promise<void> {
    await this.#fetched?.checkout.catch(() => {});
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }

  #checkout(commit: string): Checkout {
    const known = this.#checkouts.get(commit);
    if (known !== undefined) return known;
    const texts = new Map<string, string>();
    const checkout = {
      commit,
      paths: this.#git.paths(commit),
      texts: (paths: readonly string[]) => {
        const missing = paths.filter((path) => !texts.has(path));
        const read = this.#git.texts(commit, missing);
        for (const [index, path] of missing.entries()) texts.set(path, read[index] ?? "");
        return paths.map((path) => texts.get(path) ?? "");
      },
    };
    this.#checkouts.set(commit, checkout);
    return checkout;
  }

  async #fetch(signal: AbortSignal): Promise<string> {
    const { url, branch, token } = this.#address;
    const ref = `refs/heads/${branch}`;
    const credentials = Buffer.from(`x-access-token:${token ?? ""}`).toString("base64");
    const settings = [
      "-c",
      "http.followRedirects=false",
      "-c",
      "safe.directory=*",
      // Arguments are visible to every process.
      ...(token === undefined ? [] : ["--config-env=http.extraHeader=CREDENTIALS"]),
    ];
    const args = ["fetch", "--quiet", "--depth=1", "--no-tags", url, `+${ref}:${ref}`];
    const env = {
      ...this.#env,
      CREDENTIALS: `AUTHORIZATION: basic ${credentials}`,
      PATH: process.env["PATH"] ?? "",
      GIT_DIR: this.#folder,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_TERMINAL_PROMPT: "0",
      LC_ALL: "C",
    };
    try {
      await run("git", [...settings, ...args], { env, signal });
    } catch (error) {
      throw failureOf(error);
    }
    const commit = this.#git.resolve(branch);
    if (commit === undefined) throw new FetchFailure("no-branch", `couldn't find remote ref ${ref}`);
    return commit;
  }
}

const shared = new WeakMap<object, Checkouts>();

/** The fetches of a world's clusters, removed with the last cluster. */
export class Checkouts {
  readonly #copies = new Map<string, Copy>();
  readonly #moves = new Map<string, number>();
  readonly #ended = new AbortController();
  readonly #unwatch: () => void;
  readonly #env: NodeJS.ProcessEnv;
  #users = 0;

  private constructor(world: Pick<World, "watch" | "env">) {
    this.#env = world.env;
    this.#unwatch = world.watch((move) => this.#moved(move));
  }

  /** Call `release` when done. */
  static of(world: Pick<World, "watch" | "env">): Checkouts {
    const checkouts = shared.get(world) ?? new Checkouts(world);
    shared.set(world, checkouts);
    checkouts.#users += 1;
    return checkouts;
  }

  async release(world: object): Promise<void> {
    this.#users -= 1;
    if (this.#users > 0) return;
    shared.delete(world);
    this.#unwatch();
    this.#ended.abort();
    for (const copy of this.#copies.values()) await copy.remove();
  }

  /** How often a branch is known to have moved: the same number means the same commit. */
  moveOf({ url, branch }: Pick<BranchAddress, "url" | "branch">): number {
    return this.#moves.get(`${repositoryName(url)} ${branch}`) ?? 0;
  }

  /** @throws FetchFailure */
  fetch(address: BranchAddress): Promise<Checkout> {
    const key = JSON.stringify([address.url, address.branch, address.token]);
    const copy = this.#copies.get(key) ?? new Copy(address, this.#env);
    this.#copies.set(key, copy);
    return copy.at(this.moveOf(address), this.#ended.signal);
  }

  #moved({ repository, branch }: BranchMove): void {
    const key = `${repository} ${branch}`;
    this.#moves.set(key, (this.#moves.get(key) ?? 0) + 1);
  }
}
