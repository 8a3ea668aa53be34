/**
 * The release workflow's two decisions. It needs no installed packages.
 *
 *   node scripts/release.ts plan    <folder>   checks that this commit may be released, and writes notes.md there
 *   node scripts/release.ts publish <folder>   moves the major version's tag and writes the release with those notes
 */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type GitHubRepository, openRepository } from "./release/github.ts";
import { isNewest, planRelease, versionOf } from "./release/plan.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set`);
  return value;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function repository(): GitHubRepository {
  const [api, name] = [variable("GITHUB_API_URL"), variable("GITHUB_REPOSITORY")];
  return openRepository({ api, repository: name, token: variable("GITHUB_TOKEN") });
}

/** A dry run uses the version in package.json. */
function tagOf(version: string): string {
  return process.env["GITHUB_REF_TYPE"] === "tag" ? variable("GITHUB_REF_NAME") : `v${version}`;
}

async function plan(folder: string): Promise<readonly string[]> {
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  const { version }: { version: string } = JSON.parse(read("package.json"));
  const tag = tagOf(version);
  const changesets = readdirSync(join(root, ".changeset")).filter(
    (name) => name.endsWith(".md") && name !== "README.md",
  );
  const decision = planRelease({ tag, version, changelog: read("CHANGELOG.md"), changesets });
  const isRelease = process.env["GITHUB_REF_TYPE"] === "tag";
  const isMerged = !isRelease || (await repository().isOnBranch(variable("GITHUB_SHA"), "main"));
  const problems = [
    ...decision.problems,
    ...(isMerged ? [] : [`the commit of ${tag} is not on main; tag the commit that was merged`]),
  ];
  if (problems.length > 0 || decision.plan === undefined) return problems;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "notes.md"), `${decision.plan.notes}\n`);
  appendFileSync(variable("GITHUB_OUTPUT"), `version=${decision.plan.version}\n`);
  say(`${tag} can be released`);
  return [];
}

async function publish(folder: string): Promise<readonly string[]> {
  const tag = variable("GITHUB_REF_NAME");
  const [major] = versionOf(tag) ?? [];
  if (major === undefined) return [`${tag} is not a release tag`];
  const github = repository();
  if (isNewest(tag, await github.tags())) {
    await github.setTag(`v${major}`, variable("GITHUB_SHA"));
    say(`v${major} now points to ${tag}`);
  } else say(`v${major} stays unchanged: a newer release than ${tag} exists`);
  say(await github.release(tag, readFileSync(join(folder, "notes.md"), "utf8")));
  return [];
}

const [command = "", folder = "release"] = process.argv.slice(2);
const commands: Readonly<Record<string, (folder: string) => Promise<readonly string[]>>> = { plan, publish };
const problems = (await commands[command]?.(folder)) ?? [
  `unknown command ${command}; expected plan or publish`,
];
for (const problem of problems) say(`::error title=release::${problem}`);
if (problems.length > 0) process.exitCode = 1;
