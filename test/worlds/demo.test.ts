import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@kalypso-actions/github-sandbox";
import { expect, test } from "vitest";
import { repositoryRoot, run } from "../support/process.ts";
import { reportText } from "../support/report-data.ts";

const script = join(repositoryRoot, "scripts/demo.ts");

test("the demo makes a platform with init, runs the whole tutorial, serves its pages, and removes everything on request", async () => {
  await using folder = await temporaryFolder();
  const place = join(folder.path, "demo");
  const demo = spawn(process.execPath, [script, "--serve", "--folder", place], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(demo, "exit");
  let text = "";
  demo.stderr.on("data", (chunk) => {
    text += chunk;
  });
  for await (const chunk of demo.stdout) {
    text += chunk;
    // Once: a second interrupt ends it before everything is removed.
    if (demo.killed || !text.includes("Ctrl-C to stop")) continue;
    const [, address = ""] = /Pages: (\S+)/.exec(text) ?? [];
    expect(await (await fetch(address)).text()).toContain("kalypso-platform-gitops");
    const { environments } = JSON.parse(reportText(await (await fetch(`${address}-/fleet`)).text()));
    const drone = expect.objectContaining({ name: "drone", health: 0, passing: 1, of: 1 });
    expect(environments).toMatchObject([
      { name: "dev", step: "deployed", unread: [], clusterTypes: expect.arrayContaining([drone]) },
      { name: "stage", step: "proposed", unread: [], clusterTypes: expect.arrayContaining([drone]) },
    ]);
    expect(existsSync(join(place, "contoso/kalypso-platform-gitops.git"))).toBe(true);
    demo.kill("SIGINT");
  }
  expect((await exited)[0], text).toBe(0);
  expect([...text.matchAll(/^== (.*?)(?: \(\d+ s\))?$/gm)].map(([, heading]) => heading)).toEqual([
    "1. Deploy the sample",
    "2. Platform Team: Onboard a new application",
    "2. Define application scheduling policy on Dev",
    "2. Promote application to Stage",
    "2. Define application scheduling policy on Stage",
    "2. Approve the assignments on Stage",
    "3. Application Dev Team: Build and deploy application",
    "3. Approve the release on Stage",
    "4. Platform Team: Provide platform configurations",
    "4. Approve the configuration",
    "5. Platform Team: Add cluster type to environment",
    "Look around",
    "6. Delete the sample",
  ]);
  expect(text).toMatch(/the first promoted application: [\d.]+ s and 5 acts of a person/);
  expect(text).toContain("Everything is there.");
  expect(text).toContain("Left: 0 repositories, 0 Apps, 0 things on Azure.");
  expect(text).toContain("stage environment: success, Deployed");
  expect(text).toContain("| `small` | `hello-world-app-uat-test` |  |  | +4 ~0 -0 |");
  expect(text).not.toMatch(/✗|error:/);
}, 480_000);

test("it prints its usage, and leaves a non-empty folder alone", async () => {
  const cwd = repositoryRoot;
  const help = await run([script, "--help"], { cwd });
  expect([help.exitCode, help.stdout.split("\n")[0]]).toEqual([0, "npm run demo [-- options]"]);
  const unknown = await run([script, "--fast"], { cwd });
  expect([unknown.exitCode, unknown.stderr.split("\n")[0]]).toEqual([2, expect.stringContaining("'--fast'")]);
  const occupied = await run([script, "--folder", "docs"], { cwd });
  expect([occupied.exitCode, occupied.stderr.split("\n")[0]]).toEqual([2, "docs is not empty"]);
  expect(existsSync(join(repositoryRoot, "docs/design.md"))).toBe(true);
});
