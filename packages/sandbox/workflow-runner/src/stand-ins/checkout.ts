import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { appendFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { flagInput, type StandIn, type StandInContext } from "./stand-in.ts";

const run = promisify(execFile);

/** Where git runs, and the header that it sends where it is told to: arguments would be visible to every process. */
interface Place {
  readonly cwd: string;
  readonly header: string;
}

async function git(
  context: StandInContext,
  { cwd, header }: Place,
  args: readonly string[],
): Promise<string> {
  const { PATH = "", HOME = "" } = context.env;
  const env = { PATH, HOME, GIT_TERMINAL_PROMPT: "0", CREDENTIALS: header };
  context.log(`git ${args.filter((arg) => !arg.startsWith("--config-env")).join(" ")}`);
  try {
    return (await run("git", [...args], { cwd, env })).stdout.trim();
  } catch (error) {
    throw new Error(String((error as { readonly stderr?: unknown }).stderr ?? error).trim());
  }
}

interface Target {
  /** The ref or commit to fetch. */
  readonly fetch: string;
  /** The local ref that it is fetched to, and its branch; undefined for a tag or a commit. */
  readonly tracking: string;
  readonly branch: string | undefined;
}

function branchTarget(branch: string, commit = `refs/heads/${branch}`): Target {
  return { fetch: commit, tracking: `refs/remotes/origin/${branch}`, branch };
}

/** The run's own commit, or what the ref resolves to on the server: branches take precedence over tags. */
async function targetOf(context: StandInContext, isOwn: boolean, ask: Ask): Promise<Target> {
  const { inputs, run: state } = context;
  const given = inputs["ref"] ?? "";
  if (/^[0-9a-f]{40}$/.test(given))
    return { fetch: given, tracking: "refs/remotes/checkout", branch: undefined };
  const isTagRun = String(state.payload["ref"] ?? "").startsWith("refs/tags/");
  if (given === "" && isOwn && !isTagRun) return branchTarget(state.ref, state.sha);
  const wanted = given === "" && isOwn ? `refs/tags/${state.ref}` : given;
  if (wanted === "") {
    const head = await ask("ls-remote", "--symref", "origin", "HEAD");
    return branchTarget(/^ref: refs\/heads\/(\S+)/.exec(head)?.[1] ?? "");
  }
  const names = wanted.startsWith("refs/") ? [wanted] : [`refs/heads/${wanted}`, `refs/tags/${wanted}`];
  const found = await ask("ls-remote", "origin", ...names);
  const ref = names.find((name) => found.split(/\s/).includes(name));
  if (ref === undefined) throw new Error(`A branch or tag with the name '${wanted}' could not be found`);
  if (ref.startsWith("refs/heads/")) return branchTarget(ref.slice("refs/heads/".length));
  return { fetch: ref, tracking: ref, branch: undefined };
}

type Ask = (...args: readonly string[]) => Promise<string>;

function folderOf({ inputs, workspace }: StandInContext): string {
  const folder = resolve(workspace, inputs["path"] ?? ".");
  if (folder !== workspace && !folder.startsWith(`${workspace}/`))
    throw new Error(`Repository path '${folder}' is not under '${workspace}'`);
  return folder;
}

/**
 * Stores the credentials for later commands of the job, outside the repository's configuration, as the action does
 * since version 6.
 */
async function persist({ services, temp }: StandInContext, folder: string, header: string) {
  const file = join(temp, `git-credentials-${randomUUID()}.config`);
  await writeFile(file, `[http "${services.github.url}/"]\n\textraheader = ${header}\n`, { mode: 0o600 });
  await appendFile(join(folder, ".git/config"), `[include]\n\tpath = ${file}\n`);
  return () => rm(file, { force: true });
}

export const checkout: StandIn = {
  action: "actions/checkout",
  releases: { "v7.0.0": "9c091bb21b7c1c1d1991bb908d89e4e9dddfe3e0" },
  summary:
    "Checks out from the sandbox's GitHub with the real git: the run's own commit, a branch, a tag, a commit, or another repository.",
  inputs: {
    repository: "",
    ref: "",
    token: "",
    path: ".",
    "fetch-depth": "1",
    filter: "",
    "persist-credentials": "true",
  },
  async run(context) {
    const { inputs, services } = context;
    const own = `${services.github.owner}/${context.run.repository}`;
    const full = inputs["repository"] || own;
    const folder = folderOf(context);
    const url = services.github.url;
    const basic = Buffer.from(`x-access-token:${inputs["token"] || context.token}`).toString("base64");
    context.mask(basic);
    const header = `AUTHORIZATION: basic ${basic}`;
    // The action removes previous files too.
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    await mkdir(folder, { recursive: true });
    const ask: Ask = (...args) => git(context, { cwd: folder, header }, args);
    const authorized: Ask = (...args) => ask(`--config-env=http.${url}/.extraheader=CREDENTIALS`, ...args);
    await ask("init", "--quiet", ".");
    await ask("remote", "add", "origin", `${url}/${full}`);
    const { fetch, tracking, branch } = await targetOf(context, full === own, authorized);
    const depth = Number(inputs["fetch-depth"]) > 0 ? [`--depth=${inputs["fetch-depth"]}`] : [];
    const filter = inputs["filter"] ? [`--filter=${inputs["filter"]}`] : [];
    await authorized("fetch", "--quiet", "--no-tags", ...depth, ...filter, "origin", `+${fetch}:${tracking}`);
    const place = branch === undefined ? ["--detach"] : ["-B", branch];
    // A partial clone fetches file contents only now.
    await authorized("checkout", "--quiet", "--force", ...place, tracking);
    const ref = branch === undefined ? (inputs["ref"] ?? "") : `refs/heads/${branch}`;
    const outputs = { ref, commit: await ask("rev-parse", "HEAD") };
    if (!flagInput(inputs, "persist-credentials")) return { outputs };
    return { outputs, post: await persist(context, folder, header) };
  },
};
