/** What text in a control plane can make an action, or the command line, connect to and read. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { baseRepo, environmentFile } from "../support/control-plane.ts";
import { Stage } from "../support/github.ts";
import { resource } from "../support/platform.ts";
import { kalypso } from "../support/process.ts";

/** A server of somebody else, which notes every connection. */
async function canary() {
  let connections = 0;
  const server = createServer((_, response) => response.writeHead(404).end()).listen(0, "127.0.0.1");
  server.on("connection", () => connections++);
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function registrationOf(name: string, repo: string, branch = "main") {
  const spec = { workload: { repo, branch, path: "" }, workspace: "team" };
  return resource("WorkloadRegistration", name, spec);
}

const team = (name: string) =>
  resource("Workload", name, {
    deploymentTargets: [{ name: "test", environment: "dev", labels: {}, manifests: {} }],
  });

/** A control plane on the stage whose main has the given files. */
async function plane(stage: Stage, files: Readonly<Record<string, string>>) {
  const main = await stage.world.push({ repository: "control-plane", branch: "main" }, "main", {
    ".environments/dev.yaml": environmentFile("dev", stage),
    ...files,
  });
  const gitops = { repo: `${stage.github.url}/contoso/gitops`, branch: "dev", path: "." };
  await stage.world.push({ repository: "control-plane", branch: "dev" }, "dev", {
    "base-repo.yaml": baseRepo(main, stage),
    "gitops-repo.yaml": resource("GitOpsRepo", "dev", gitops),
  });
  await stage.world.push({ repository: "gitops", branch: "dev" }, "empty", { "README.md": "x\n" });
  await stage.world.push({ repository: "shop", branch: "main" }, "shop", { "shop.yaml": team("shop") });
  return `${stage.github.url}/contoso/control-plane`;
}

const inputs = (address: string) => ({
  environment: "dev",
  "control-plane": address,
  token: "app-token",
  output: "schedule.json",
});

describe("the action schedule", () => {
  test("connects to no server that a registration names but the control plane's own, and tells all at their lines", async () => {
    await using stage = await Stage.open();
    await using other = await canary();
    const { host } = new URL(other.origin);
    const hostile = {
      port: `${other.origin}/contoso/shop`,
      userinfo: `http://github.com@${host}/contoso/shop`,
      decimal: `http://2130706433:${host.split(":")[1]}/contoso/shop`,
      ssh: `ssh://git@${host}/contoso/shop`,
      folder: stage.world.pathOf("shop"),
      file: `file://${stage.world.pathOf("shop")}`,
      daemon: `git://${host}/contoso/shop`,
      owner: `${stage.github.url}/somebody/shop`,
    };
    const files = Object.entries(hostile).map(([name, repo]) => [
      `r/${name}.yaml`,
      registrationOf(name, repo),
    ]);
    const address = await plane(stage, {
      ...Object.fromEntries(files),
      "r/shop.yaml": registrationOf("shop", `${stage.github.url}/contoso/shop`),
    });
    const result = await stage.run("schedule", inputs(`${address}#dev`));
    expect(other.connections()).toBe(0);
    for (const name of Object.keys(hostile))
      expect(result.stdout, name).toMatch(new RegExp(`::warning .*r/${name}\\.yaml.* is refused: `));
    // The team next to them is scheduled.
    expect(result.exitCode, result.stdout).toBe(0);
    expect(result.stdout).not.toMatch(/r\/shop\.yaml.*refused/);
  });

  test("reads another server that allowed-hosts names, and sends it no token", async () => {
    await using stage = await Stage.open();
    await using other = await canary();
    const address = await plane(stage, { "r/a.yaml": registrationOf("a", `${other.origin}/x/shop`) });
    const result = await stage.run("schedule", {
      ...inputs(`${address}#dev`),
      "allowed-hosts": `${stage.github.url}, ${other.origin}`,
      "allowed-owners": "contoso, x",
    });
    expect(other.connections()).toBeGreaterThan(0);
    expect(result.stdout).not.toContain("is refused");
  });

  test("refuses a tag as its control plane, in both spellings of one", async () => {
    await using stage = await Stage.open();
    const address = await plane(stage, {});
    const { world } = stage;
    world.git(["update-ref", "refs/tags/v1", "refs/heads/dev"], world.pathOf("control-plane"));
    const whole = await stage.run("schedule", inputs(`${address}#refs/tags/v1`));
    expect([whole.exitCode, whole.stdout]).toEqual([
      1,
      expect.stringContaining("names the tag `v1`; expected a branch"),
    ]);
    const short = await stage.run("schedule", inputs(`${address}#v1`));
    expect([short.exitCode, short.stdout]).toEqual([1, expect.stringContaining("has no branch `v1`")]);
  });

  test.each(["refs/tags/v1", "refs/heads/main", "refs/pull/1/head"])(
    "a registration whose branch is %s stops the environment at that line",
    async (branch) => {
      await using stage = await Stage.open();
      const address = await plane(stage, {
        "r/a.yaml": registrationOf("a", `${stage.github.url}/contoso/shop`, branch),
      });
      const result = await stage.run("schedule", inputs(`${address}#dev`));
      expect(result.exitCode).toBe(1);
      expect(result.stdout).toMatch(/r\/a\.yaml.*expected a branch name, which does not start with `refs\/`/);
    },
  );
});

describe("the command line", () => {
  test("reads a tag that a person names, and takes no tag for a branch", async () => {
    await using stage = await Stage.open();
    await plane(stage, { "r/shop.yaml": registrationOf("shop", `${stage.github.url}/contoso/shop`) });
    const { world } = stage;
    const path = world.pathOf("control-plane");
    world.git(["update-ref", "refs/tags/v1", "refs/heads/dev"], path);
    const run = (where: string) =>
      kalypso(world, stage.path("."), "schedule", "--environment", "dev", "--control-plane", where);
    const tag = await run(`file://${path}#refs/tags/v1`);
    // Found: what it names is on this machine, so that is where it ends.
    expect(tag.stderr).toMatch(/base-repo\.yaml:\d+:\d+: error\[address-refused\]/);
    const missing = await run(`file://${path}#refs/tags/v2`);
    expect(missing.stderr).toContain("has no tag `v2`");
    const branch = await run(`file://${path}#v1`);
    expect(branch.stderr).toContain("has no branch `v1`");
  });

  test("reads what files name on this machine only with --allow-local", async () => {
    await using stage = await Stage.open();
    const { world } = stage;
    await plane(stage, { "r/shop.yaml": registrationOf("shop", `file://${world.pathOf("shop")}`) });
    const where = `file://${world.pathOf("control-plane")}#dev`;
    const args = ["schedule", "--environment", "dev", "--control-plane", where];
    const plain = await kalypso(world, stage.path("."), ...args);
    expect([plain.exitCode, plain.stderr]).toEqual([1, expect.stringContaining("error[address-refused]")]);
    const allowed = await kalypso(world, stage.path("."), ...args, "--allow-local");
    expect(allowed.stderr + allowed.stdout).not.toContain("address-refused");
    expect(allowed.stderr + allowed.stdout).toContain("error[git-denied]");
  });
});
