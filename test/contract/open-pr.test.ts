import { clusterTypeReadme } from "@kalypso-actions/gitops-branch";
import { describe, expect, test } from "vitest";
import { type Files, Stage } from "../support/github.ts";

const manifest = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;
const config = (values: Files) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: platform-config\ndata:\n${Object.entries(values)
    .map(([key, value]) => `  ${key}: ${value}\n`)
    .join("")}`;

const rendered: Files = {
  "drone/README.md": clusterTypeReadme,
  "drone/app-test/namespace.yaml": manifest("dev-drone-app-test"),
  "drone/app-test/platform-config.yaml": config({ REGION: "east" }),
  "large/README.md": clusterTypeReadme,
};

const promoted = "a".repeat(40);

async function stageWith(files: Files): Promise<Stage> {
  const stage = await Stage.open();
  await stage.world.push({ repository: "gitops", branch: "dev" }, "start", files);
  return stage;
}

const inputs = (more: Readonly<Record<string, string>> = {}) => ({
  path: "manifests",
  repository: "contoso/gitops",
  base: "dev",
  token: "app-token",
  ...more,
});

describe("open-pr", () => {
  test("opens one pull request with its branch, its label and its changes", async () => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    await stage.folder("manifests", rendered);
    const result = await stage.run("open-pr", inputs({ "promoted-commit": promoted, body: "From main." }));
    expect(result.stdout + result.stderr).toMatchInlineSnapshot(`
      "::add-mask::app-token
      4 added, 0 modified, 0 removed for dev; pull request #1 opened
      "
    `);
    expect(result.exitCode).toBe(0);
    expect(result.outputs).toMatchObject({
      changed: "true",
      number: "1",
      added: "4",
      modified: "0",
      removed: "0",
    });
    expect(stage.writes()).toMatchInlineSnapshot(`
      [
        "POST gitops/pulls 201",
        "POST gitops/labels 201",
        "POST gitops/issues/1/labels 200",
      ]
    `);
    const files = stage.files("gitops", "kalypso/dev");
    expect(Object.keys(files)).toEqual([
      ".github/tracking/Promoted_Commit_Id",
      ".kalypso/.gitattributes",
      ".kalypso/inventory.json",
      "README.md",
      ...Object.keys(rendered),
    ]);
    expect(files[".github/tracking/Promoted_Commit_Id"]).toBe(promoted);
    const pull = stage.github.repository("gitops").pulls.get(1);
    expect(pull?.body).toMatchInlineSnapshot(`
      "<!-- kalypso-actions: open-pr 47b1d1b4b9a4ffeccd53f8be4b7ee7c99d070842 -->
      From main.

      Promotes \`aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\`.

      | | added | removed | changed | files |
      |---|---|---|---|---|
      | \`drone\` | \`app-test\` |  |  | +3 ~0 -0 |
      | \`large\` |  |  |  | +1 ~0 -0 |
      "
    `);
    expect(result.summary).toContain("[#1]");
    expect([...(stage.github.repository("gitops").issues.get(1)?.labels ?? [])]).toEqual(["promoted"]);
  });

  test("does nothing the second time", async () => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    await stage.folder("manifests", rendered);
    const first = await stage.openPr(inputs({ "promoted-commit": promoted }));
    const refs = stage.github.git("gitops").refs();
    stage.forget();
    const second = await stage.openPr(inputs({ "promoted-commit": promoted }));
    expect(second.exitCode).toBe(0);
    expect(stage.writes()).toEqual([]);
    expect(stage.github.git("gitops").refs()).toEqual(refs);
    expect(second.outputs).toEqual(first.outputs);
    expect(second.log).toContain("pull request #1 unchanged");
  });

  test("updates in place: one commit on the base branch, the same pull request", async () => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    await stage.folder("manifests", rendered);
    await stage.openPr(inputs());
    await stage.world.push({ repository: "gitops", branch: "dev" }, "meanwhile", { "other.txt": "x\n" });
    await stage.folder("manifests", { "drone/app-test/platform-config.yaml": config({ REGION: "west" }) });
    const result = await stage.openPr(inputs());
    expect(result.log).toContain("pull request #1 updated");
    expect(stage.github.repository("gitops").pulls.size).toBe(1);
    const log = stage.github.git("gitops").git(["log", "--format=%s", "dev..kalypso/dev"]);
    expect(log).toBe("Manifests for dev\n");
    expect(stage.files("gitops", "kalypso/dev")["other.txt"]).toBe("x\n");
  });

  test("lists configuration changes, and removes only what an earlier run wrote", async () => {
    await using stage = await stageWith({ "README.md": "ours\n", "drone/hand-made.yaml": "mine: true\n" });
    await stage.folder("manifests", rendered);
    await stage.openPr(inputs());
    stage.github.merge("gitops", 1);
    await stage.world.push({ repository: "gitops", branch: "dev" }, "by hand", {
      "drone/app-test/note.txt": "keep\n",
    });
    await stage.folder("next", {
      "drone/README.md": clusterTypeReadme,
      "drone/app-test/platform-config.yaml": config({ REGION: "west", SIZE: "large" }),
      "small/README.md": clusterTypeReadme,
    });
    const result = await stage.openPr(inputs({ path: "next" }));
    expect(result.outputs).toMatchObject({ number: "2", added: "1", modified: "1", removed: "2" });
    expect(Object.keys(stage.files("gitops", "kalypso/dev"))).toEqual([
      ".kalypso/.gitattributes",
      ".kalypso/inventory.json",
      "README.md",
      "drone/README.md",
      "drone/app-test/note.txt",
      "drone/app-test/platform-config.yaml",
      "drone/hand-made.yaml",
      "small/README.md",
    ]);
    expect(stage.github.repository("gitops").pulls.get(2)?.body).toMatchInlineSnapshot(`
      "<!-- kalypso-actions: open-pr 5a28b28215c39fad735a41d5e4e4bdba7b543176 -->
      | | added | removed | changed | files |
      |---|---|---|---|---|
      | \`drone\` |  |  | \`app-test\` | +0 ~1 -1 |
      | \`large\` |  |  |  | +0 ~0 -1 |
      | \`small\` |  |  |  | +1 ~0 -0 |

      **Configuration**

      | file | key | old | new |
      |---|---|---|---|
      | \`drone/app-test/platform-config.yaml\` | \`REGION\` | \`east\` | \`west\` |
      | \`drone/app-test/platform-config.yaml\` | \`SIZE\` |  | \`large\` |
      "
    `);
  });

  test("adopts a branch that the operator wrote, only inside its own folders", async () => {
    await using stage = await stageWith({
      "README.md": "ours\n",
      ".github/tracking/Promoted_Commit_Id": "b".repeat(40),
      "docs/guide.md": "ours\n",
      "drone/README.md": clusterTypeReadme,
      "drone/gone-target/namespace.yaml": manifest("old"),
      "retired/README.md": clusterTypeReadme,
      "retired/app-test/namespace.yaml": manifest("old"),
    });
    await stage.folder("manifests", rendered);
    const result = await stage.openPr(inputs({ "promoted-commit": promoted }));
    expect(result.outputs).toMatchObject({ removed: "3" });
    const files = Object.keys(stage.files("gitops", "kalypso/dev"));
    expect(files.filter((path) => /^(?:retired|docs|drone\/gone)/.test(path))).toEqual(["docs/guide.md"]);
  });

  test("removes nothing on the first run for a folder that is not a render", async () => {
    await using stage = await stageWith({
      "test/old/deployment.yaml": manifest("old"),
      "test/a.yaml": manifest("a"),
    });
    await stage.folder("manifests", { "test/new/deployment.yaml": manifest("new") });
    const result = await stage.openPr(inputs());
    expect(result.outputs).toMatchObject({ added: "1", removed: "0" });
  });

  test("closes its pull request and deletes its branch when nothing is left to propose", async () => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    await stage.folder("manifests", { "a.yaml": manifest("a") });
    await stage.openPr(inputs());
    await stage.world.push({ repository: "gitops", branch: "dev" }, "by hand", { "a.yaml": manifest("a") });
    const result = await stage.openPr(inputs());
    expect(result.outputs).toMatchObject({ changed: "false", number: "" });
    expect(result.log).toContain("nothing to propose to dev; pull request closed");
    const { pulls, issues } = stage.github.repository("gitops");
    expect(pulls.get(1)).toMatchObject({ state: "closed", merged: false });
    expect(issues.get(1)?.comments).toHaveLength(1);
    expect(stage.github.git("gitops").refs().has("refs/heads/kalypso/dev")).toBe(false);
    stage.forget();
    await stage.openPr(inputs());
    expect(stage.writes()).toEqual([]);
  });

  test("a promoted commit alone is nothing to propose", async () => {
    await using stage = await stageWith({ "a.yaml": manifest("a") });
    await stage.folder("manifests", { "a.yaml": manifest("a") });
    const result = await stage.openPr(inputs({ "promoted-commit": promoted }));
    expect(result.outputs).toMatchObject({ changed: "false" });
    expect(result.outputs["commit"]).toBe(stage.github.git("gitops").resolve("dev"));
  });

  test("removes the label `promoted` when the promoted commit is unchanged again", async () => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    await stage.folder("manifests", rendered);
    await stage.openPr(inputs({ "promoted-commit": promoted, labels: "team, gitops" }));
    const labels = () => [...(stage.github.repository("gitops").issues.get(1)?.labels ?? [])].sort();
    expect(labels()).toEqual(["gitops", "promoted", "team"]);
    await stage.openPr(inputs({ labels: "team\ngitops" }));
    expect(labels()).toEqual(["gitops", "team"]);
  });
});

describe("open-pr, for a render", () => {
  const inventory = (more: object) =>
    JSON.stringify({
      version: 2,
      environment: "dev",
      promotedCommit: null,
      registrations: {},
      assignments: {},
      clusterTypes: { drone: {} },
      files: { "drone/README.md": "1".repeat(40) },
      ...more,
    });

  test("proposes a changed roster on its own, but not a changed promoted commit", async () => {
    await using stage = await stageWith({ "drone/README.md": clusterTypeReadme });
    await stage.folder("manifests", { "drone/README.md": clusterTypeReadme });
    await stage.world.push({ repository: "gitops", branch: "dev" }, "rendered", {
      ".kalypso/inventory.json": inventory({}),
    });
    await stage.folder(".", { "a.json": inventory({}) });
    const given = inputs({ inventory: "a.json" });
    const nothing = await stage.run("open-pr", { ...given, "promoted-commit": promoted });
    expect(nothing.outputs).toMatchObject({ changed: "false" });
    await stage.folder(".", { "a.json": inventory({ clusterTypes: { drone: { minimumClusters: 18 } } }) });
    const result = await stage.run("open-pr", given);
    expect(result.outputs).toMatchObject({ changed: "true", number: "1", added: "0", modified: "0" });
    expect(stage.github.repository("gitops").pulls.get(1)?.body).toMatchInlineSnapshot(`
      "<!-- kalypso-actions: open-pr 2e5409cb6c7254ab4d767303d6576cf601745a10 -->
      **Inventory**

      | | old | new |
      |---|---|---|
      | \`clusters of drone\` |  | \`any 18\` |
      "
    `);
  });

  test("joins the inventories of shards", async () => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    await stage.folder("manifests", rendered);
    const files = { "large/README.md": "2".repeat(40) };
    await stage.folder(".", { "1.json": inventory({}), "2.json": inventory({ files }) });
    await stage.run("open-pr", inputs({ inventory: "1.json, 2.json" }));
    const told = JSON.parse(stage.files("gitops", "kalypso/dev")[".kalypso/inventory.json"] ?? "{}");
    expect(Object.keys(told.files)).toEqual(["drone/README.md", "large/README.md"]);
    await stage.folder(".", { "2.json": inventory({ environment: "stage" }) });
    const mixed = await stage.run("open-pr", inputs({ inventory: "1.json\n2.json" }));
    expect(mixed.exitCode).toBe(1);
    expect(mixed.stdout).toContain("::error title=inventory-invalid::");
  });
});

describe("open-pr, to a folder of a branch", () => {
  test("keeps an environment's files below its path, and moves those at the root", async () => {
    const tracking = ".github/tracking/Promoted_Commit_Id";
    await using stage = await stageWith({ [tracking]: "b".repeat(40), "stage/drone/README.md": "theirs\n" });
    await stage.folder("manifests", { "drone/README.md": clusterTypeReadme });
    const given = inputs({ "target-path": "test", "promoted-commit": promoted });
    const result = await stage.run("open-pr", given);
    expect(result.outputs).toMatchObject({ added: "1", removed: "0" });
    const files = stage.files("gitops", "kalypso/dev-test");
    expect(Object.keys(files)).toEqual([
      "stage/drone/README.md",
      `test/${tracking}`,
      "test/.kalypso/.gitattributes",
      "test/.kalypso/inventory.json",
      "test/drone/README.md",
    ]);
    expect(files[`test/${tracking}`]).toBe(promoted);
    const body = stage.github.repository("gitops").pulls.get(1)?.body;
    expect(body).toContain(`(was \`${"b".repeat(40)}\`)`);
  });

  test("keeps one pull request per folder, and leaves alone another that already uses the head", async () => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    await stage.folder("manifests", { "drone/README.md": clusterTypeReadme });
    await stage.run("open-pr", inputs({ "target-path": "a" }));
    await stage.run("open-pr", inputs({ "target-path": "b" }));
    const heads = [...stage.github.repository("gitops").pulls.values()].map(({ head }) => head);
    expect(heads).toEqual(["kalypso/dev-a", "kalypso/dev-b"]);
    stage.forget();
    const result = await stage.run("open-pr", inputs({ "target-path": "c", head: "kalypso/dev-a" }));
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain("holds a proposal for `dev:a`");
    expect(stage.writes()).toEqual([]);
  });
});

describe("open-pr leaves alone what is not its own", () => {
  test("a branch with somebody else's commit", async () => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    await stage.folder("manifests", rendered);
    await stage.openPr(inputs());
    const theirs = await stage.world.push({ repository: "gitops", branch: "kalypso/dev" }, "a fix by hand", {
      "x.yaml": "x\n",
    });
    await stage.folder("manifests", { "more.yaml": manifest("more") });
    stage.forget();
    const result = await stage.openPr(inputs());
    expect(result.exitCode).toBe(1);
    expect(result.log).toContain("error head-foreign: ");
    expect(stage.writes()).toEqual([]);
    expect(stage.github.git("gitops").resolve("kalypso/dev")).toBe(theirs);
  });

  test("a pull request that somebody else opened from its branch", async () => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    await stage.folder("manifests", rendered);
    await stage.openPr(inputs());
    const pull = stage.github.repository("gitops").pulls.get(1);
    if (pull !== undefined) pull.body = "mine";
    await stage.folder("manifests", { "more.yaml": manifest("more") });
    stage.forget();
    const result = await stage.openPr(inputs());
    expect(result.exitCode).toBe(0);
    expect(result.log).toContain("warning pull-request-foreign: ");
    expect(stage.writes()).toEqual([]);
    expect(pull?.body).toBe("mine");
  });

  test("pull requests of other branches", async () => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    await stage.world.push({ repository: "gitops", branch: "feature" }, "theirs", { "f.txt": "f\n" });
    await stage.folder("other", { "f.yaml": manifest("f") });
    await stage.openPr(inputs({ path: "other", head: "kalypso/other" }));
    const before = { ...stage.github.repository("gitops").pulls.get(1) };
    await stage.folder("manifests", rendered);
    await stage.openPr(inputs());
    expect(stage.github.repository("gitops").pulls.get(1)).toEqual(before);
    expect(stage.github.repository("gitops").pulls.size).toBe(2);
  });
});

describe("open-pr with auto-merge", () => {
  const run = async (stage: Stage) => {
    await stage.folder("manifests", rendered);
    return stage.openPr(inputs({ "auto-merge": "true", "merge-method": "squash" }));
  };

  test("waits for the requirements if there are any", async () => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    stage.github.repository("gitops").isMergeable = false;
    const result = await run(stage);
    expect(result.log).toContain("auto-merge: enabled");
    expect(stage.github.repository("gitops").pulls.get(1)).toMatchObject({
      state: "open",
      autoMerge: "SQUASH",
    });
    stage.forget();
    await run(stage);
    expect(stage.writes()).toEqual([]);
  });

  test("merges at once if there are none", async () => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    const result = await run(stage);
    expect(result.log).toContain("auto-merge: merged");
    expect(stage.files("gitops", "dev")["drone/README.md"]).toBe(clusterTypeReadme);
  });

  test("joins a merge queue", async () => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    stage.github.repository("gitops").usesMergeQueue = true;
    expect((await run(stage)).log).toContain("auto-merge: queued");
    expect(stage.github.repository("gitops").pulls.get(1)?.merged).toBe(true);
  });

  test("warns if the repository does not allow it", async () => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    stage.github.repository("gitops").allowsAutoMerge = false;
    const result = await run(stage);
    expect(result.exitCode).toBe(0);
    expect(result.log).toContain("warning auto-merge-refused: ");
    expect(stage.github.repository("gitops").pulls.get(1)?.state).toBe("open");
  });
});

describe("open-pr, signed", () => {
  test("lets GitHub create the commit, and leaves no hidden ref", async () => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    await stage.folder("manifests", rendered);
    const result = await stage.openPr(inputs({ signed: "true" }));
    expect(result.exitCode).toBe(0);
    const made = stage.github.requests.find(({ path }) => path.endsWith("/git/commits"));
    expect(made?.answer).toMatchObject({ verification: { verified: true } });
    expect([...stage.github.git("gitops").refs().keys()].sort()).toEqual([
      "refs/heads/dev",
      "refs/heads/kalypso/dev",
    ]);
    expect(result.outputs["commit"]).toBe(stage.github.git("gitops").resolve("kalypso/dev"));
    stage.forget();
    await stage.openPr(inputs({ signed: "true" }));
    expect(stage.writes()).toEqual([]);
  });
});

test("open-pr with dry-run reports the changes and makes none", async () => {
  await using stage = await stageWith({ "README.md": "ours\n" });
  await stage.folder("manifests", rendered);
  const result = await stage.run("open-pr", inputs({ "dry-run": "true" }));
  expect(result.stdout).toContain("4 added, 0 modified, 0 removed for dev; dry run, nothing was changed");
  expect(stage.github.requests).toEqual([]);
  expect([...stage.github.git("gitops").refs().keys()]).toEqual(["refs/heads/dev"]);
});

test("open-pr reports all problems with its inputs at once, before doing anything", async () => {
  await using stage = await stageWith({ "README.md": "ours\n" });
  const result = await stage.run("open-pr", {
    path: "manifests",
    repository: "not a name",
    base: "../dev",
    "target-path": "/etc",
    "promoted-commit": "abc",
    "auto-merge": "yes",
    "merge-method": "octopus",
    signed: "True",
    "dry-run": "1",
  });
  expect(result.exitCode).toBe(1);
  const named = [...result.stdout.matchAll(/::error title=input-\w+::the input `([\w-]+)`/g)].map(
    ([, name]) => name,
  );
  expect(named).toEqual([
    "repository",
    "base",
    "target-path",
    "token",
    "promoted-commit",
    "auto-merge",
    "merge-method",
    "signed",
    "dry-run",
  ]);
  expect(stage.github.requests).toEqual([]);
});

test.each([
  ["a folder that does not exist", "absent", "folder-missing"],
  ["an empty folder", "empty", "folder-unfit"],
])("open-pr refuses %s", async (_, path, code) => {
  await using stage = await stageWith({ "README.md": "ours\n" });
  await stage.folder("empty/below", { "x/.gitkeep": "" });
  const result = await stage.openPr(inputs({ path: path === "empty" ? "empty/below/y" : path }));
  expect(result.exitCode).toBe(1);
  expect(result.log).toMatch(new RegExp(`error (?:${code}|folder-missing): `));
});

test.each([
  ["an unknown token", { token: "nonsense" }, "git-denied"],
  ["a read-only token", { token: "reader" }, "git-denied"],
  ["a branch that does not exist", { base: "nowhere" }, "git-ref-missing"],
  ["a repository that does not exist", { repository: "contoso/nothing" }, "git-unreachable"],
])("open-pr stops at %s and writes nothing", async (_, wrong, code) => {
  await using stage = await stageWith({ "README.md": "ours\n" });
  await stage.folder("manifests", rendered);
  const result = await stage.run("open-pr", inputs(wrong));
  expect(result.exitCode).toBe(1);
  expect(result.stdout).toContain(`::error title=${code}::`);
  expect(stage.writes()).toEqual([]);
  expect(result.stdout.replace("::add-mask::nonsense", "")).not.toContain("nonsense");
});

describe("open-pr cut short, then run again, ends in the same state", () => {
  const given = inputs({ "promoted-commit": promoted, labels: "gitops" });
  const stageWithFolder = async () => {
    const stage = await stageWith({ "README.md": "ours\n" });
    await stage.folder("manifests", rendered);
    return stage;
  };

  async function isFinished(stage: Stage, when: string): Promise<void> {
    const result = await stage.openPr(given);
    expect(result.exitCode, `${when}: ${result.log}`).toBe(0);
    const { pulls, issues } = stage.github.repository("gitops");
    expect([...pulls.values()]).toMatchObject([{ state: "open", head: "kalypso/dev", base: "dev" }]);
    expect(pulls.get(1)?.body).toContain("<!-- kalypso-actions: open-pr ");
    expect([...(issues.get(1)?.labels ?? [])].sort()).toEqual(["gitops", "promoted"]);
    expect([...stage.github.git("gitops").refs().keys()]).toHaveLength(2);
  }

  test("at any of its requests", async () => {
    await using whole = await stageWithFolder();
    const count = await whole.requestsOf(() => whole.openPr(given));
    expect(count).toBeGreaterThan(12);
    for (let nth = 1; nth <= count; nth++) {
      await using stage = await stageWithFolder();
      await stage.cutOffAt(nth, () => stage.openPr(given));
      await isFinished(stage, `cut off at request ${nth}`);
    }
  });

  test("when killed while it waits for its push", async () => {
    await using stage = await stageWithFolder();
    await stage.killedAt(/^POST .*git-receive-pack$/, "open-pr", given);
    expect(stage.github.git("gitops").refs().has("refs/heads/kalypso/dev")).toBe(true);
    await isFinished(stage, "killed");
  });
});
