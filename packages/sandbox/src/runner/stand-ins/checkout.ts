import { execFile } from "node:child_process";
import { appendFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { flagInput, type StandIn, type StandInContext } from "./stand-in.ts";

const run = promisify(execFile);

async function git(context: StandInContext, cwd: string, ...args: readonly string[]): Promise<string> {
  const env = { PATH: context.env["PATH"] ?? "", HOME: context.env["HOME"] ?? "", GIT_TERMINAL_PROMPT: "0" };
  context.log(`git ${args.filter((arg) => !arg.includes("AUTHORIZATION")).join(" ")}`);
  try {
    return (await run("git", [...args], { cwd, env })).stdout.trim();
  } catch (error) {
    throw new Error(String((error as { readonly stderr?: unknown }).stderr ?? error).trim());
  }
}

/** What is fetched, and what is then checked out. */
function wanted({ inputs, run: { repository, ref, sha } }: StandInContext, name: string) {
  const given = inputs["ref"] ?? "";
  if (given === "" && name === repository) return { fetch: sha, branch: ref };
  if (/^[0-9a-f]{40}$/.test(given)) return { fetch: given, branch: undefined };
  const branch = given.replace(/^refs\/heads\//, "");
  return branch === "" ? { fetch: "HEAD", branch: undefined } : { fetch: branch, branch };
}

export const checkout: StandIn = {
  action: "actions/checkout",
  releases: { "v7.0.0": "9c091bb21b7c1c1d1991bb908d89e4e9dddfe3e0" },
  inputs: {
    repository: "",
    ref: "",
    token: "",
    path: ".",
    "fetch-depth": "1",
    "persist-credentials": "true",
  },
  async run(context) {
    const { inputs, services, workspace, temp } = context;
    const full = inputs["repository"] || `${services.github.owner}/${context.run.repository}`;
    const name = full.slice(full.indexOf("/") + 1);
    const folder = join(workspace, inputs["path"] ?? ".");
    const url = services.github.url;
    const { fetch, branch } = wanted(context, name);
    const token = inputs["token"] || context.token;
    const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
    context.mask(basic);
    const header = `AUTHORIZATION: basic ${basic}`;
    // As the action does: one's own files from before do not stay.
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    await mkdir(folder, { recursive: true });
    const authorized = ["-c", `http.${url}/.extraheader=${header}`];
    await git(context, folder, "init", "--quiet", ".");
    await git(context, folder, "remote", "add", "origin", `${url}/${full}`);
    const depth = Number(inputs["fetch-depth"]) > 0 ? [`--depth=${inputs["fetch-depth"]}`] : [];
    const tracking = branch === undefined ? "refs/remotes/checkout" : `refs/remotes/origin/${branch}`;
    const fetching = ["fetch", "--quiet", "--no-tags", ...depth, "origin", `+${fetch}:${tracking}`];
    await git(context, folder, ...authorized, ...fetching);
    const place = branch === undefined ? ["--detach"] : ["-B", branch];
    await git(context, folder, "checkout", "--quiet", "--force", ...place, tracking);
    const commit = await git(context, folder, "rev-parse", "HEAD");
    const outputs = { ref: branch === undefined ? "" : `refs/heads/${branch}`, commit };
    if (!flagInput(inputs, "persist-credentials")) return { outputs };
    // Outside the repository's own configuration, as the action does since its version 6.
    const file = join(temp, `git-credentials-${Math.random().toString(36).slice(2)}.config`);
    await writeFile(file, `[http "${url}/"]\n\textraheader = ${header}\n`, { mode: 0o600 });
    await appendFile(join(folder, ".git/config"), `[include]\n\tpath = ${file}\n`);
    return { outputs, post: () => rm(file, { force: true }) };
  },
};
