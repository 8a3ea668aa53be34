/** The example repositories on a GitHub with its runner: pull requests start the workflow `preview`, and nothing else. */
import { readdirSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import {
  GitHubServer,
  sampleHost,
  type TemporaryFolder,
  temporaryFolder,
  World,
} from "@kalypso-actions/github-sandbox";
import { WorkflowRunner } from "@kalypso-actions/workflow-runner";
import { violations } from "./openapi.ts";
import { textsBelow } from "./paths.ts";
import { repositoryRoot } from "./process.ts";

const examples = join(repositoryRoot, "workflows-examples");
const workflow = ".github/workflows/preview.yml";

type Texts = Readonly<Record<string, string | null>>;

export class PreviewStage implements AsyncDisposable {
  readonly github: GitHubServer;
  readonly runner: WorkflowRunner;
  readonly #folder: TemporaryFolder;
  #branches = 0;

  private constructor(github: GitHubServer, runner: WorkflowRunner, folder: TemporaryFolder) {
    this.github = github;
    this.runner = runner;
    this.#folder = folder;
  }

  static async open(): Promise<PreviewStage> {
    const folder = await temporaryFolder();
    const world = await World.open(join(folder.path, "world"));
    const github = await GitHubServer.open(world);
    for (const repository of ["control-plane", "app-src", "svc-src"])
      for (const branch of readdirSync(join(examples, repository))) {
        const files = [...textsBelow(join(examples, repository, branch))]
          .filter(([path]) => !path.startsWith(".github/") || path === workflow)
          .map(
            ([path, text]) => [path, text.replaceAll(sampleHost, `${github.url}/${github.owner}`)] as const,
          );
        await world.push({ repository, branch }, "examples", Object.fromEntries(files));
      }
    await world.push({ repository: "platform-gitops", branch: "dev" }, "start", { "README.md": "dev\n" });
    await world.push({ repository: "platform-gitops", branch: "stage" }, "start", { "README.md": "stage\n" });
    // As public ones: the token of a job reads its own repository only.
    for (const name of ["control-plane", "app-src", "svc-src", "platform-gitops"])
      github.repository(name).isOpen = true;
    const storage = join(folder.path, "runner");
    await mkdir(storage);
    const runner = new WorkflowRunner({
      services: { github, storage, images: new Map() },
      sources: { "kalypso-actions/kalypso-actions": { root: repositoryRoot, refs: ["v1"] } },
      tools: [],
      env: {},
    });
    return new PreviewStage(github, runner, folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.runner.close();
    await this.github[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
    const wrong = this.github.requests.flatMap(violations);
    if (wrong.length > 0) throw new Error(`not as GitHub describes it:\n${wrong.join("\n")}`);
  }

  /** The text of a file on a branch. */
  text(repository: string, branch: string, path: string): string {
    return this.github.git(repository).text(branch, path) ?? "";
  }

  /** Somebody pushes a branch and opens a pull request. @returns its number and its branch */
  async open(
    repository: string,
    base: string,
    texts: Texts,
  ): Promise<{ readonly number: number; readonly head: string }> {
    const head = `change-${++this.#branches}`;
    const git = this.github.git(repository);
    git.move(`refs/heads/${head}`, git.resolve(base) ?? "");
    await this.github.push({ repository, branch: head }, "a change", texts as Record<string, string>);
    const permissions = { contents: "write", pull_requests: "write" } as const;
    const token = this.github.token("person", { user: "person", permissions, isWorkflowToken: false });
    const answer = await fetch(`${this.github.url}/api/v3/repos/contoso/${repository}/pulls`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "user-agent": "person" },
      body: JSON.stringify({ title: "A change", head, base }),
    });
    const { number } = (await answer.json()) as { readonly number: number };
    await this.runner.idle();
    return { number, head };
  }

  comments(repository: string, number: number): readonly string[] {
    return this.github.repository(repository).issues.get(number)?.comments ?? [];
  }

  /** The newest run. */
  get last() {
    const run = this.runner.runs.at(-1);
    if (run === undefined) throw new Error("nothing has run");
    return run;
  }

  /** What the newest run's steps printed. */
  get log(): readonly string[] {
    return this.last.jobs.flatMap(({ steps }) => steps.flatMap(({ log }) => log));
  }

  get annotations() {
    return this.last.jobs.flatMap(({ annotations }) => annotations);
  }
}
