import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { type Files, Stage } from "../support/github.ts";
import type { ActionRun } from "../support/process.ts";

const promoted = (digit: string) => digit.repeat(40);

function inventory(environment: string, promotedCommit: string | null): string {
  const maps = { registrations: {}, clusterTypes: {}, assignments: {}, files: {} };
  return JSON.stringify({ version: 2, environment, promotedCommit, ...maps });
}

const environment = (name: string, digit: string, folder = name): Files => ({
  [`${folder}/.kalypso/inventory.json`]: inventory(name, null),
  [`${folder}/.github/tracking/Promoted_Commit_Id`]: promoted(digit),
});

const first = JSON.stringify({ version: 1, files: {} });

/** Pushes to the GitOps repository, checks the commit out as a workflow does, and notifies. */
class Pushes implements AsyncDisposable {
  readonly stage: Stage;
  #commit = "0".repeat(40);

  constructor(stage: Stage) {
    this.stage = stage;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stage[Symbol.asyncDispose]();
  }

  async push(files: Files, inputs: Readonly<Record<string, string>> = {}, depth = 2): Promise<ActionRun> {
    const { stage } = this;
    const before = this.#commit;
    this.#commit = await stage.world.push({ repository: "gitops", branch: "main" }, "merged", files);
    const folder = `checkout-${this.#commit}`;
    // As on GitHub, so that the checkout lacks earlier contents.
    const server = stage.world.pathOf("gitops");
    execFileSync("git", ["-C", server, "config", "uploadpack.allowFilter", "true"]);
    const url = `file://${server}`;
    const args = ["clone", "--quiet", "--branch=main", `--depth=${depth}`, "--filter=blob:none", url];
    execFileSync("git", [...args, stage.path(folder)]);
    const event = JSON.stringify({ ref: "refs/heads/main", before, after: this.#commit });
    await stage.folder(".", { "event.json": event });
    stage.forget();
    const given = { "control-plane": "contoso/control-plane", token: "app-token", path: folder, ...inputs };
    const env = { GITHUB_SHA: this.#commit, GITHUB_REF_NAME: "main" };
    return stage.run("notify", given, { env: { ...env, GITHUB_EVENT_PATH: stage.path("event.json") } });
  }

  told(): readonly unknown[] {
    return this.stage.github.requests.map(
      ({ body }) => (body as { readonly client_payload: unknown }).client_payload,
    );
  }

  get commit(): string {
    return this.#commit;
  }
}

async function pushes(): Promise<Pushes> {
  const stage = await Stage.open();
  await stage.world.push({ repository: "control-plane", branch: "main" }, "first", { "README.md": "x\n" });
  return new Pushes(stage);
}

describe("notify, on a branch with the folders of several environments", () => {
  test("notifies for each environment whose folder the push changed, and for no other", async () => {
    await using gitops = await pushes();
    const all = await gitops.push({ ...environment("dev", "a"), ...environment("stage", "b", "eu/stage") });
    expect(all.outputs).toEqual({
      dispatched: "true",
      "promoted-commit": `${promoted("a")}\n${promoted("b")}`,
      environments: '["dev","stage"]',
    });
    const one = await gitops.push({ "eu/stage/drone/README.md": "x\n" });
    expect(one.outputs).toMatchObject({ environments: '["stage"]' });
    const stage = {
      environment: "stage",
      branch: "main",
      path: "eu/stage",
      promoted_commit_id: promoted("b"),
    };
    expect(gitops.told()).toEqual([{ ...stage, commit_id: gitops.commit }]);
    const none = await gitops.push({ "README.md": "x\n" });
    expect(none.outputs).toMatchObject({ dispatched: "false", environments: "[]" });
    expect(none.stdout).toContain("the push did not change any environment's folder");
    const named = await gitops.push({ "dev/x": "1\n", "eu/stage/x": "1\n" }, { environment: "dev" });
    expect(named.outputs).toMatchObject({ environments: '["dev"]' });
    const unknown = await gitops.push({ "dev/x": "2\n" }, { environment: "prod" });
    expect(unknown.exitCode).toBe(1);
    expect(unknown.stdout).toContain("no environment `prod`; its inventories name dev, stage");
  });

  test("treats all as changed if the checkout does not show it, and warns", async () => {
    await using gitops = await pushes();
    await gitops.push({ ...environment("dev", "a"), ...environment("stage", "b") });
    const result = await gitops.push({ "dev/drone/README.md": "x\n" }, {}, 1);
    expect(result.stdout).toContain("::warning title=push-unknown::");
    expect(result.outputs).toMatchObject({ environments: '["dev","stage"]' });
  });

  test("does not notify for an environment whose inventory is broken or does not name it", async () => {
    await using gitops = await pushes();
    const files = { "stage/.kalypso/inventory.json": first, "prod/.kalypso/inventory.json": "{" };
    const result = await gitops.push({ ...environment("dev", "a"), ...files });
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain("::warning title=environment-nameless::stage/.kalypso/inventory.json");
    expect(result.stdout).toContain("::error title=inventory-invalid::prod/.kalypso/inventory.json");
    expect(gitops.told()).toMatchObject([{ environment: "dev" }]);
  });
});

describe("notify, on a branch with one environment", () => {
  test("notifies without a folder for an environment at the root, whatever file changes", async () => {
    await using gitops = await pushes();
    const files = { ".kalypso/inventory.json": inventory("dev", promoted("c")), "README.md": "x\n" };
    await gitops.push(files);
    await gitops.push({ "README.md": "y\n" });
    const payload = {
      environment: "dev",
      branch: "main",
      commit_id: gitops.commit,
      promoted_commit_id: promoted("c"),
    };
    expect(gitops.told()).toEqual([payload]);
  });

  test("uses the branch's name and the tracking file at the root with an earlier inventory", async () => {
    await using gitops = await pushes();
    const tracking = { ".github/tracking/Promoted_Commit_Id": promoted("d") };
    await gitops.push({ "deep/.kalypso/inventory.json": first, ...tracking });
    expect(gitops.told()).toMatchObject([
      { environment: "main", path: "deep", promoted_commit_id: promoted("d") },
    ]);
  });
});

test("notify takes the folder as input if nothing was pushed", async () => {
  await using gitops = await pushes();
  const inputs = { environment: "dev", "gitops-path": "./envs/dev/", "promoted-commit": promoted("e") };
  await gitops.push({ "README.md": "x\n" }, inputs);
  const payload = { environment: "dev", commit_id: gitops.commit, promoted_commit_id: promoted("e") };
  expect(gitops.told()).toEqual([{ ...payload, path: "envs/dev" }]);
});
