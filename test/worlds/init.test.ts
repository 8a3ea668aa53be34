/** From nothing to a running platform, and back to nothing. */

import { runAz } from "@kalypso-actions/azure-sandbox";
import { openSnapshotReader } from "@kalypso-actions/git";
import { clickThrough, temporaryFolder } from "@kalypso-actions/github-sandbox";
import { azureCli, azureDrivers, type Person, setupOnGitHub, subscriptionOf } from "@kalypso-actions/setups";
import { EmptyWorld } from "@kalypso-actions/tutorial-world";
import { expect, test } from "vitest";
import { parseArguments } from "../../packages/shell/cli/src/arguments.ts";
import type { Platforms } from "../../packages/shell/cli/src/init/platforms.ts";
import { runCommand } from "../../packages/shell/cli/src/runs.ts";
import { printedLine } from "../../packages/shell/cli/src/text.ts";
import { toolsFor } from "../support/tools.ts";

/** Everything that a person does by hand. */
const acts: string[] = [];

function person(): Person {
  return {
    signal: new AbortController().signal,
    async open(url, what) {
      acts.push(what.replace(/ on .*$/, ""));
      await clickThrough(url);
    },
    waitFor: (isTrue) => isTrue(),
  };
}

/** What the commands work on: this world, without a process per command. */
function platformsOf({ github, cloud, token }: EmptyWorld): Platforms {
  const server = { url: github.url, api: { apiUrl: `${github.url}/api/v3`, second: 1 } };
  const onGitHub = setupOnGitHub(token, server, person());
  const az = azureCli({ env: {}, start: (args, { input = "" }) => runAz(cloud, { args, cwd: "/", input }) });
  const clock = { now: () => 0, sleep: async () => {} };
  return {
    ...onGitHub,
    check: onGitHub.preflight,
    issuer: async () => "https://token.actions.githubusercontent.com",
    openReader: () => openSnapshotReader({ tokens: [{ origin: github.url, token }] }),
    drivers: { ...onGitHub.drivers, ...azureDrivers(az, { clock }) },
    subscription: () => subscriptionOf(az),
  };
}

async function kalypso(world: EmptyWorld, ...args: readonly string[]) {
  const before = process.env["GITHUB_SERVER_URL"];
  process.env["GITHUB_SERVER_URL"] = world.github.url;
  try {
    const request = parseArguments(args);
    if (request.kind !== "command") throw new Error("no command");
    const reader = { read: () => Promise.reject(new Error("read")), [Symbol.asyncDispose]: async () => {} };
    const tools = toolsFor(reader, { platforms: async () => platformsOf(world) });
    const { diagnostics, text } = await runCommand(request.line, tools);
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    return { errors, lines: text(undefined).map((line) => printedLine(line)) };
  } finally {
    if (before === undefined) delete process.env["GITHUB_SERVER_URL"];
    else process.env["GITHUB_SERVER_URL"] = before;
  }
}

const init = [
  "init",
  "-o",
  "contoso",
  "-p",
  "k8s",
  "-l",
  "westus2",
  "--visibility",
  "public",
  "--yes",
] as const;

test("init makes a platform whose runs all succeed and which promotes through every environment; destroy leaves nothing", async () => {
  await using root = await temporaryFolder("init-");
  await using world = await EmptyWorld.open(root.path);
  const { github, runner, cloud } = world;
  acts.push("kalypso init");
  const made = await kalypso(world, ...init);
  expect(made.errors).toEqual([]);
  world.hurry("k8s-control-plane");
  await runner.idle();
  const failed = () =>
    runner.runs
      .filter(({ conclusion }) => !["success", "skipped"].includes(conclusion ?? ""))
      .map(({ repository, title, conclusion }) => `${repository}: ${title} ${conclusion}`);
  expect(failed()).toEqual([]);

  const pull = (environment: string) =>
    [...github.repository("k8s-platform-gitops").pulls.values()].find(
      ({ base, state }) => base === environment && state === "open",
    );
  for (const environment of ["dev", "stage"]) {
    const open = pull(environment);
    expect(open?.title).toBe(`Manifests for ${environment}`);
    acts.push(`merge ${environment}`);
    await github.merge("k8s-platform-gitops", open?.number ?? 0);
    await runner.idle();
    expect(failed()).toEqual([]);
  }
  const main = github.git("k8s-control-plane").git(["rev-parse", "main"]).trim();
  const statuses = github.repository("k8s-control-plane").statuses.get(main) ?? [];
  expect(statuses.map(({ context, state, description }) => `${context}: ${state} ${description}`)).toEqual([
    "dev environment: pending Promoted",
    "dev environment: pending Deploying",
    "dev environment: success Deployed",
    "stage environment: pending Promoted",
    "stage environment: pending Deploying",
    "stage environment: success Deployed",
  ]);
  // Four acts until the platform's services run on dev.
  expect(acts).toEqual([
    "kalypso init",
    "Confirm the new App k8s-kalypso",
    expect.stringMatching(/^Install the App k8s-kalypso/),
    "merge dev",
    "merge stage",
  ]);

  const again = await kalypso(world, ...init);
  expect(again.lines.at(-1)).toBe("Everything is there.");
  expect(again.lines.filter((line) => line.includes("differs"))).toEqual([]);

  const gone = await kalypso(world, "destroy", "-o", "contoso", "-p", "k8s", "--yes", "k8s");
  expect(gone.errors).toEqual([]);
  expect(github.repositories()).toEqual([]);
  expect(github.apps.size).toBe(0);
  expect([
    cloud.applications.size,
    cloud.roles.size,
    cloud.assignments.size,
    cloud.groups.size,
    cloud.clusters.size,
  ]).toEqual([0, 0, 0, 0, 0]);
});
