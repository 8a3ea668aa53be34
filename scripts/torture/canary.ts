/** Looks for tokens where none may be. */
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate } from "node:timers/promises";
import { Tutorial } from "../../test/support/tutorial.ts";
import { canary } from "./scene.ts";
import { type Action, openScene } from "./scenes.ts";

/** As the runner mints them, and the beginning of a token as git sends it. */
const minted = /ghs_[0-9a-f]{36}|eC1hY2Nlc3MtdG9rZW46[\w+/=]+/g;

const keys = ["the platform's private key", "the application team's private key", "azure-token"];

/** Tokens and keys in a text. */
function secretsIn(text: string): readonly string[] {
  return [...(text.match(minted) ?? []), ...keys.filter((key) => text.includes(key))];
}

interface Redirected {
  readonly action: Action;
  readonly status: number;
  readonly nth: number;
}

/** Redirects a request to another server, and returns what that server was told of the token. */
export async function tryRedirect({ action, status, nth }: Redirected): Promise<readonly string[]> {
  await using scene = await openScene(action);
  const told: string[] = [];
  const other = createServer((request, response) => {
    const headers = JSON.stringify(request.headers);
    const encoded = Buffer.from(`x-access-token:${canary}`).toString("base64");
    if (headers.includes(canary) || headers.includes(encoded))
      told.push(`${action} sent its token along with ${request.method} ${request.url}`);
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  const location = `http://127.0.0.1:${port}/contoso/elsewhere`;
  scene.servers.github.rules = [{ on: /./, nth, status, headers: { location } }];
  await scene.run();
  await new Promise((resolve) => other.close(resolve));
  return told;
}

/** Arguments of all processes that run while work is under way. Linux only. */
async function argumentsDuring<T>(work: Promise<T>, hear: (text: string) => void): Promise<T> {
  let isDone = false;
  const watch = async () => {
    while (!isDone) {
      for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name)))
        try {
          hear(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
        } catch {
          // The process has ended.
        }
      await setImmediate();
    }
  };
  const watching = watch();
  try {
    return await work;
  } finally {
    isDone = true;
    await watching;
  }
}

interface Searched {
  /** How much was looked at. */
  readonly texts: number;
  readonly bytes: number;
  readonly processes: number;
  readonly found: readonly string[];
}

/** Everything that a person can see of a tutorial's run, by where it is. */
function* visibleTexts({ world: tutorial }: Tutorial): Generator<readonly [where: string, text: string]> {
  const { github, runner, world } = tutorial;
  for (const { repository, name, jobs, problems } of runner.runs)
    yield [`run ${repository} ${name}`, JSON.stringify({ problems, jobs: jobs.map((job) => ({ ...job })) })];
  for (const name of world.repositories()) {
    const state = github.repository(name);
    yield [`${name}: pull requests`, JSON.stringify([...state.pulls.values()])];
    yield [`${name}: issues`, JSON.stringify([...state.issues.values()])];
    yield [`${name}: statuses`, JSON.stringify([...state.statuses])];
    const git = github.git(name);
    for (const object of git
      .git(["rev-list", "--all", "--objects"])
      .split("\n")
      .map((line) => line.slice(0, 40)))
      if (object !== "" && git.git(["cat-file", "-t", object]).trim() !== "tree")
        yield [`${name}: object ${object}`, git.git(["cat-file", "-p", object])];
  }
  for (const { method, path, body, answer } of github.requests)
    yield [`${method} ${path}`, JSON.stringify({ path, body, answer })];
}

/** Runs the tutorial to its end and looks for tokens in everything it leaves, and in arguments while it runs. */
export async function searchTutorial(): Promise<Searched> {
  const found = new Set<string>();
  const seen = new Set<string>();
  await using tutorial = await argumentsDuring(Tutorial.deployed(), (text) => {
    if (seen.has(text)) return;
    seen.add(text);
    for (const secret of secretsIn(text))
      found.add(`arguments: ${secret.slice(0, 8)}... in ${text.slice(0, 80)}`);
  });
  let texts = 0;
  let bytes = 0;
  for (const [where, text] of visibleTexts(tutorial)) {
    texts++;
    bytes += text.length;
    for (const secret of secretsIn(text)) found.add(`${where}: ${secret.slice(0, 8)}...`);
  }
  return { texts, bytes, processes: seen.size, found: [...found] };
}
