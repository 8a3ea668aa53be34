/**
 * `npm run demo`: the tutorial's control plane, scheduled and rendered for both environments, from the sample
 * repositories to manifests, with real git in between. Every command it prints is one that works.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import {
  openTutorial,
  pushStep,
  sampleHost,
  type TutorialStep,
  tutorialSteps,
  type World,
} from "@kalypso-actions/sandbox";

const root = fileURLToPath(new URL("..", import.meta.url));
const place = join(root, "demo");
const isTerminal = process.stdout.isTTY === true;
const style = (code: number, text: string) => (isTerminal ? `\u001b[${code}m${text}\u001b[0m` : text);
const print = (text = "") => process.stdout.write(`${text}\n`);

function heading(text: string): void {
  print();
  print(style(1, `== ${text}`));
}

function kalypso(world: World, args: readonly string[]): void {
  print(
    style(36, `$ kalypso ${args.map((arg) => (arg.includes(" ") ? JSON.stringify(arg) : arg)).join(" ")}`),
  );
  const command = [join(root, "packages/cli/src/main.ts"), ...args];
  const env = { ...process.env, ...world.env };
  const { status } = spawnSync(process.execPath, command, {
    cwd: place,
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) throw new Error(`kalypso ${args[0]} ended with exit code ${status}`);
}

function showTree(folder: string, indent = "  "): void {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    const isFolder = statSync(path).isDirectory();
    print(indent + (isFolder ? style(34, `${name}/`) : name));
    if (isFolder) showTree(path, `${indent}  `);
  }
}

function showFile(path: string): void {
  print(style(2, `--- ${relative(place, join(place, path))}`));
  print(readFileSync(join(place, path), "utf8").trimEnd());
}

async function push(world: World, step: TutorialStep): Promise<void> {
  heading(step.section);
  const commit = await pushStep(world, step);
  print(`pushed to ${step.repository}, branch ${step.branch} (${commit.slice(0, 7)}): ${step.message}`);
  for (const path of Object.keys(step.change)) print(`  ${path}`);
}

const controlPlane = `${sampleHost}/control-plane`;
const environment = (name: string) => ["--control-plane", `${controlPlane}#${name}`, "--environment", name];

/** What stands on the GitOps branch: the last render, as if its pull request had been merged. */
async function merge(world: World, name: string, out: string): Promise<void> {
  kalypso(world, ["render", ...environment(name), "--out", out]);
  const gitops = join(place, "platform-gitops", name);
  rmSync(gitops, { recursive: true, force: true });
  const clone = spawnSync("git", [
    "clone",
    "--quiet",
    "--branch",
    name,
    world.pathOf("platform-gitops"),
    gitops,
  ]);
  if (clone.status !== 0) throw new Error(clone.stderr.toString());
  for (const entry of readdirSync(gitops))
    if (entry !== ".git") rmSync(join(gitops, entry), { recursive: true });
  rmSync(gitops, { recursive: true });
  await world.import("platform-gitops", name, join(place, out));
}

async function main(): Promise<void> {
  rmSync(place, { recursive: true, force: true });
  const world = await openTutorial(place);
  for (const name of ["dev", "stage"]) await world.push("platform-gitops", name, "empty", { ".gitkeep": "" });
  heading("The sample repositories");
  print(
    `They stand as bare git repositories in ${relative(process.cwd(), join(place, "contoso")) || "."}, for git under ${sampleHost}/.`,
  );

  await push(world, tutorialSteps.register);
  kalypso(world, ["validate", "--control-plane", controlPlane]);

  await push(world, tutorialSteps.scheduleOnDev);
  await merge(world, "dev", "dev");
  showTree(join(place, "dev"));
  for (const file of ["namespace", "platform-config", "reconciler"]) {
    showFile(`dev/drone/hello-world-app-functional-test/${file}.yaml`);
  }

  heading("Why is it there, and where does its configuration come from?");
  kalypso(world, ["explain", ...environment("dev"), "hello-world-app-functional-test", "drone"]);
  kalypso(world, [
    "explain",
    ...environment("dev"),
    "hello-world-app-functional-test",
    "large",
    "--key",
    "DATABASE_URL",
  ]);

  await push(world, tutorialSteps.scheduleOnStage);
  await merge(world, "stage", "stage");
  showTree(join(place, "stage"));

  await push(world, tutorialSteps.changeDatabase);
  kalypso(world, ["diff", ...environment("stage")]);
  await merge(world, "stage", "stage");

  await push(world, tutorialSteps.addSmall);
  kalypso(world, ["diff", ...environment("stage")]);

  heading("Look around");
  print(
    `${relative(process.cwd(), place)}/dev and stage hold the rendered manifests, contoso the repositories.`,
  );
}

await main();
