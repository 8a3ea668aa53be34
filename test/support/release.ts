/**
 * A GitHub on which the repository `kalypso-actions` is released by its own workflow, and an npm that records its
 * calls.
 */
import { execFile, execFileSync } from "node:child_process";
import { chmodSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { GitHubServer, type TemporaryFolder, temporaryFolder, World } from "@kalypso-actions/github-sandbox";
import { type RunState, WorkflowRunner } from "@kalypso-actions/workflow-runner";

export const repository = "kalypso-actions";

function realNpm(): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const found = folders.map((folder) => join(folder, "npm")).find((path) => existsSync(path));
  if (found === undefined) throw new Error("there is no npm on the PATH");
  return found;
}

/** Publishes nothing: real npm checks and packs in a dry run, without a registry; the arguments are recorded. */
function npmScript(published: string): string {
  return `#!/usr/bin/env bash
set -euo pipefail
case "$1" in
  publish)
    npm_config_registry=http://127.0.0.1:9 npm_config_fetch_retries=0 "${realNpm()}" publish "$2" --dry-run
    case " $* " in *" --dry-run "*) exit ;; esac
    echo "$*" >> "${published}/asked"
    cp "$2" "${published}"
    ;;
  view)
    version=\${2#*@}
    [ -e "${published}/kalypso-actions-$version.tgz" ] || { echo "npm error code E404" >&2; exit 1; }
    echo "$version"
    ;;
  *) exec "${realNpm()}" "$@" ;;
esac
`;
}

export class ReleaseStage implements AsyncDisposable {
  readonly github: GitHubServer;
  readonly runner: WorkflowRunner;
  readonly #world: World;
  readonly #published: string;
  readonly #folder: TemporaryFolder;

  private constructor(
    { folder, world, github }: { folder: TemporaryFolder; world: World; github: GitHubServer },
    env: Readonly<Record<string, string>>,
  ) {
    this.#folder = folder;
    this.#world = world;
    this.github = github;
    this.#published = join(folder.path, "published");
    mkdirSync(this.#published);
    const tools = join(folder.path, "tools");
    mkdirSync(tools);
    writeFileSync(join(tools, "npm"), npmScript(this.#published));
    chmodSync(join(tools, "npm"), 0o755);
    const services = { github, storage: folder.path, images: new Map<string, string>() };
    this.runner = new WorkflowRunner({ services, sources: {}, tools: [tools], env });
  }

  /** @param env further variables for the jobs' processes */
  static async open(env: Readonly<Record<string, string>> = {}): Promise<ReleaseStage> {
    const folder = await temporaryFolder();
    const world = await World.open(join(folder.path, "world"));
    return new ReleaseStage({ folder, world, github: await GitHubServer.open(world) }, env);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.runner.close();
    await this.github[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
  }

  /** Pushes from an empty clone, as a maintainer would. */
  async push(fill: (clone: string) => void, ...refs: readonly string[]): Promise<void> {
    if (!this.github.repositories().includes(repository))
      await this.github.push({ repository, branch: "main" }, "start", { "README.md": "start\n" });
    const token = this.github.token("maintainer", {
      user: "maintainer",
      permissions: { workflows: "write", contents: "write" },
      isWorkflowToken: false,
    });
    const clone = join(this.#folder.path, "clone");
    const url = new URL(`/${this.github.owner}/${repository}`, this.github.url);
    url.username = "x-access-token";
    url.password = token;
    if (!existsSync(clone)) this.#world.git(["clone", "--quiet", this.#world.pathOf(repository), clone], "/");
    fill(clone);
    // Asynchronous, because the git server runs in this process.
    await promisify(execFile)("git", ["push", "--quiet", url.href, ...refs], { cwd: clone });
  }

  /** Adds all files of a clone as one commit. */
  commit(clone: string, message: string): void {
    this.#world.git(["add", "--all", "--force", "."], clone);
    this.#world.git(["commit", "--quiet", "--allow-empty", "-m", message], clone);
  }

  tag(clone: string, tag: string): void {
    this.#world.git(["tag", tag], clone);
  }

  async ended(): Promise<RunState> {
    await this.runner.idle();
    const run = this.runner.runs.at(-1);
    if (run === undefined) throw new Error("nothing has run");
    return run;
  }

  /** The packages that npm was asked to publish. */
  get published(): readonly string[] {
    const asked = join(this.#published, "asked");
    return existsSync(asked) ? readFileSync(asked, "utf8").trim().split("\n") : [];
  }

  /** The tarballs that it was given. */
  get tarballs(): readonly string[] {
    return globSync(join(this.#published, "*.tgz"));
  }

  tagCommit(tag: string): string | undefined {
    return this.github.git(repository).refs().get(`refs/tags/${tag}`);
  }
}

export function logOf(run: RunState): string {
  return run.jobs.flatMap(({ steps }) => steps.flatMap(({ log }) => log)).join("\n");
}

export function conclusionsOf(run: RunState): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(run.jobs.map(({ name, conclusion }) => [name, conclusion]));
}

/** The repository's current files, except ignored ones. */
export function workingTree(root: string): readonly string[] {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const files = execFileSync("git", list, { cwd: root, encoding: "utf8" }).split("\0");
  return files.filter((path) => path !== "" && existsSync(join(root, path)));
}
