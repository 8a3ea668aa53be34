/** What GitHub and people do to branches, pull requests and requests, and what an action says and does about it. */
import { chmodSync, rmSync } from "node:fs";
import { clusterTypeReadme } from "@kalypso-actions/gitops-branch";
import { describe, expect, test } from "vitest";
import { GitHubRepository, Issues } from "../../packages/shell/github/src/index.ts";
import { type Files, Stage } from "../support/github.ts";

const manifest = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;
const inputs = (more: Files = {}) => ({
  path: "manifests",
  repository: "contoso/gitops",
  base: "dev",
  token: "app-token",
  ...more,
});

type Pushed = Parameters<Stage["world"]["push"]>[2];

/** A branch with these files, and a folder to propose to it. */
async function stageWith(present: Pushed, wanted: Files = { "a.yaml": manifest("a") }): Promise<Stage> {
  const stage = await Stage.open();
  await stage.world.push({ repository: "gitops", branch: "dev" }, "start", present);
  await stage.folder("manifests", wanted);
  return stage;
}

/** Paths of a branch with git's modes. */
function modes(stage: Stage, branch: string): Readonly<Record<string, string>> {
  const listing = stage.github.git("gitops").git(["ls-tree", "-r", branch]);
  const rows = listing.trim().split("\n");
  return Object.fromEntries(rows.map((row) => [row.split("\t")[1] ?? "", row.slice(0, 6)]));
}

describe("a file is its content and its mode", () => {
  test("a link on the branch becomes a plain file; its target stays as it is", async () => {
    const link = { content: "../secret.yaml", mode: "120000" } as const;
    await using stage = await stageWith(
      { "secret.yaml": "theirs\n", "app/a.yaml": link },
      { "app/a.yaml": manifest("a") },
    );
    const result = await stage.openPr(inputs());
    expect(result.outputs).toMatchObject({ added: "0", modified: "1" });
    const files = stage.files("gitops", "kalypso/dev");
    expect(files).toMatchObject({ "app/a.yaml": manifest("a"), "secret.yaml": "theirs\n" });
    expect(modes(stage, "kalypso/dev")).toMatchObject({ "app/a.yaml": "100644" });
  });

  test("a link whose target is spelled like the file's whole content becomes a plain file as well", async () => {
    await using stage = await stageWith(
      { "a.yaml": { content: "kind: x", mode: "120000" } },
      { "a.yaml": "kind: x" },
    );
    expect((await stage.openPr(inputs())).outputs).toMatchObject({ modified: "1" });
    expect(modes(stage, "kalypso/dev")).toMatchObject({ "a.yaml": "100644" });
  });

  test.skipIf(process.platform === "win32")("the executable bit of a script is a change", async () => {
    await using stage = await stageWith({ "run.sh": "true\n" }, { "run.sh": "true\n" });
    expect((await stage.openPr(inputs())).log).toBe("nothing to propose to dev");
    chmodSync(stage.path("manifests/run.sh"), 0o755);
    expect((await stage.openPr(inputs())).outputs).toMatchObject({ changed: "true", modified: "1" });
    expect(modes(stage, "kalypso/dev")).toMatchObject({ "run.sh": "100755" });
    stage.github.merge("gitops", 1);
    expect((await stage.openPr(inputs())).outputs).toMatchObject({ changed: "false" });
  });

  test.each<[string, { readonly present: Pushed; readonly wanted: Files }, string]>([
    [
      "a link where a folder has to be",
      { present: { app: { content: "../other", mode: "120000" } }, wanted: { "app/a.yaml": manifest("a") } },
      "app/a.yaml cannot be written to the branch `dev`: app is a file or link where its folder has to be; nothing was changed",
    ],
    [
      "a folder where a file has to be",
      { present: { "app/theirs.yaml": "x\n" }, wanted: { app: "x\n" } },
      "app cannot be written to the branch `dev`: app/theirs.yaml is in a folder of that name; nothing was changed",
    ],
  ])("%s is not removed for it", async (_, { present, wanted }, message) => {
    await using stage = await stageWith(present, wanted);
    const result = await stage.openPr(inputs());
    expect(result.log).toBe(`error path-blocked: ${message}`);
    expect(stage.github.requests).toEqual([]);
  });
});

test.each([
  ["a link", { content: "../theirs.json", mode: "120000" }],
  ["a link to nothing", { content: "/nowhere", mode: "120000" }],
] as const)("%s in the place of the inventory is refused, and nothing is removed", async (_, inventory) => {
  await using stage = await stageWith(
    { ".kalypso/inventory.json": inventory, "theirs.json": "{}\n", "drone/t/old.yaml": "theirs\n" },
    { "drone/README.md": clusterTypeReadme },
  );
  const result = await stage.openPr(inputs());
  expect(result.log).toBe(
    "error inventory-invalid: .kalypso/inventory.json on the branch is a link or a submodule; expected a file",
  );
  expect(stage.github.requests).toEqual([]);
});

describe("the head branch", () => {
  const proposed = async () => {
    const stage = await stageWith({ "README.md": "ours\n", "b.yaml": "1\n2\n3\n4\n5\n6\n7\n" });
    await stage.openPr(inputs());
    return stage;
  };
  const onDev = { repository: "gitops", branch: "dev" };

  test("is still ours after `Update branch`, however often, and is left as it is while nothing changes", async () => {
    await using stage = await proposed();
    for (const text of ["one\n", "two\n"]) {
      await stage.world.push(onDev, "meanwhile", { "other.txt": text });
      stage.github.updateBranch("gitops", 1);
    }
    const head = stage.github.git("gitops").resolve("kalypso/dev");
    expect((await stage.openPr(inputs())).log).toContain("pull request #1 unchanged");
    expect(stage.github.git("gitops").resolve("kalypso/dev")).toBe(head);
    await stage.folder("manifests", { "a.yaml": manifest("b") });
    expect((await stage.openPr(inputs())).log).toContain("pull request #1 updated");
    expect(stage.files("gitops", "kalypso/dev")).toMatchObject({
      "a.yaml": manifest("b"),
      "other.txt": "two\n",
    });
  });

  test("is ours after `Update branch` merged both sides' changes of one file", async () => {
    await using stage = await stageWith(
      { "b.yaml": "1\n2\n3\n4\n5\n6\n7\n" },
      { "b.yaml": "1\n2\n3\n4\n5\n6\nseven\n" },
    );
    await stage.openPr(inputs());
    await stage.world.push(onDev, "by hand", { "b.yaml": "one\n2\n3\n4\n5\n6\n7\n" });
    stage.github.updateBranch("gitops", 1);
    expect((await stage.openPr(inputs())).log).toContain("pull request #1 updated");
    expect(stage.files("gitops", "kalypso/dev")["b.yaml"]).toBe("1\n2\n3\n4\n5\n6\nseven\n");
  });

  test.each<[string, (stage: Stage) => Promise<string>]>([
    [
      "a change in the merge itself",
      async ({ github, world }) => {
        const git = github.git("gitops");
        await world.push(onDev, "meanwhile", { "other.txt": "x\n" });
        const merge = github.updateBranch("gitops", 1);
        const fix = await world.push({ repository: "gitops", branch: "kalypso/dev" }, "fix", {
          "a.yaml": "mine\n",
        });
        const parents = ["-p", `${merge}^1`, "-p", `${merge}^2`];
        return git.git(["commit-tree", `${fix}^{tree}`, ...parents, "-m", "Merge"]).trim();
      },
    ],
    [
      "a merge of another branch than the base",
      async ({ github, world }) => {
        const git = github.git("gitops");
        git.git(["branch", "feature", "dev"]);
        const other = await world.push({ repository: "gitops", branch: "feature" }, "x", { "x.txt": "x\n" });
        return git.merge(git.resolve("kalypso/dev") ?? "", other, "Merge branch 'feature'") ?? "";
      },
    ],
    [
      "a commit on top of a merge",
      async ({ github, world }) => {
        await world.push(onDev, "meanwhile", { "other.txt": "x\n" });
        github.updateBranch("gitops", 1);
        return world.push({ repository: "gitops", branch: "kalypso/dev" }, "fix", { "x.yaml": "x\n" });
      },
    ],
  ])("with %s is somebody else's", async (_, change) => {
    await using stage = await proposed();
    const theirs = await change(stage);
    stage.github.git("gitops").move("refs/heads/kalypso/dev", theirs);
    await stage.folder("manifests", { "a.yaml": manifest("b") });
    stage.forget();
    const result = await stage.openPr(inputs());
    expect(result.log).toBe(
      `error head-foreign: the branch \`kalypso/dev\` has a commit that this action did not create (${theirs.slice(0, 10)}); leaving it unchanged`,
    );
    expect(stage.writes()).toEqual([]);
    expect(stage.github.git("gitops").resolve("kalypso/dev")).toBe(theirs);
  });

  test.each(["merge", "squash"] as const)(
    "that was updated, merged (%s) and left behind is free",
    async (method) => {
      await using stage = await proposed();
      await stage.world.push(onDev, "meanwhile", { "other.txt": "x\n" });
      stage.github.updateBranch("gitops", 1);
      stage.github.merge("gitops", 1, method);
      await stage.folder("manifests", { "a.yaml": manifest("b") });
      expect((await stage.openPr(inputs())).log).toContain("pull request #2 opened");
      expect(stage.files("gitops", "kalypso/dev")).toMatchObject({ "a.yaml": manifest("b") });
    },
  );

  test("of somebody else is free once the base branch has all of it, and is not deleted", async () => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    const git = stage.github.git("gitops");
    git.git(["branch", "kalypso/dev", "dev"]);
    const theirs = await stage.world.push({ repository: "gitops", branch: "kalypso/dev" }, "x", {
      "x.txt": "x\n",
    });
    git.move("refs/heads/dev", theirs);
    await stage.world.push(onDev, "the same by hand", { "a.yaml": manifest("a") });
    expect((await stage.openPr(inputs())).log).toBe("nothing to propose to dev");
    expect(git.resolve("kalypso/dev")).toBe(theirs);
    await stage.folder("manifests", { "a.yaml": manifest("b") });
    expect((await stage.openPr(inputs())).log).toContain("pull request #1 opened");
  });

  test.each([
    ["above it", "kalypso", {}],
    ["below it", "kalypso/dev/eu", {}],
    ["above it, as GitHub creates the branch", "kalypso", { signed: "true" }],
  ])("cannot be created beside a branch %s, and is told which", async (_, other, more) => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    stage.github.git("gitops").git(["branch", other, "dev"]);
    const result = await stage.openPr(inputs(more));
    expect(result.log).toBe(
      `error head-blocked: the branch \`kalypso/dev\` cannot be created while there is a branch \`${other}\`: in git, no branch can be below another's name; nothing was changed`,
    );
    expect(stage.github.repository("gitops").pulls.size).toBe(0);
  });
});

describe("a proposal that somebody closes", () => {
  const rejected = async (more: Files = {}) => {
    const stage = await stageWith({ "README.md": "ours\n" });
    await stage.openPr(inputs(more));
    stage.github.close("gitops", 1);
    stage.forget();
    return stage;
  };

  test("stays closed, however often the same is rendered; the run and its summary say so", async () => {
    await using stage = await rejected();
    const head = stage.github.git("gitops").resolve("kalypso/dev");
    await stage.world.push({ repository: "gitops", branch: "dev" }, "meanwhile", { "other.txt": "x\n" });
    const result = await stage.openPr(inputs({ title: "Another title", "promoted-commit": "b".repeat(40) }));
    expect(result.exitCode).toBe(0);
    expect(result.log).toBe(
      [
        "warning proposal-rejected: the same changes were rejected in pull request #1, which was closed without a merge; nothing is proposed until they change",
        "1 added, 0 modified, 0 removed for dev; rejected in #1, so nothing was proposed",
      ].join("\n"),
    );
    expect(result.summary).toMatch(
      /^Rejected in \[#1\]\(http.+\/pull\/1\), which was closed without a merge: these changes are not proposed again until they change\.\n/,
    );
    expect(result.outputs).toMatchObject({ changed: "true", number: "", url: "", rejected: "1" });
    expect(stage.writes()).toEqual([]);
    expect(stage.github.git("gitops").resolve("kalypso/dev")).toBe(head);
  });

  test("also with its branch deleted, or changed by somebody else", async () => {
    await using stage = await rejected();
    await stage.world.push({ repository: "gitops", branch: "kalypso/dev" }, "theirs", { "x.txt": "x\n" });
    expect((await stage.openPr(inputs())).outputs).toMatchObject({ rejected: "1" });
    stage.github.git("gitops").git(["branch", "-D", "kalypso/dev"]);
    expect((await stage.openPr(inputs())).outputs).toMatchObject({ rejected: "1" });
    expect(stage.writes()).toEqual([]);
  });

  test("is followed by a new one as soon as it would propose something else, and stays rejected after that", async () => {
    await using stage = await rejected();
    await stage.folder("manifests", { "a.yaml": manifest("b") });
    expect((await stage.openPr(inputs())).log).toContain("pull request #2 opened");
    stage.github.close("gitops", 2);
    await stage.folder("manifests", { "a.yaml": manifest("a") });
    expect((await stage.openPr(inputs())).outputs).toMatchObject({ rejected: "1" });
  });

  test.skipIf(process.platform === "win32")(
    "is followed by a new one if only a mode is another",
    async () => {
      await using stage = await rejected();
      chmodSync(stage.path("manifests/a.yaml"), 0o755);
      expect((await stage.openPr(inputs())).log).toContain("pull request #2 opened");
    },
  );

  test("goes on when it is reopened", async () => {
    await using stage = await rejected();
    const pull = stage.github.repository("gitops").pulls.get(1);
    if (pull !== undefined) pull.state = "open";
    expect((await stage.openPr(inputs())).log).toContain("pull request #1 unchanged");
  });

  test("is not a rejection if this action closed it, because nothing was left to propose", async () => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    await stage.openPr(inputs());
    const on = { repository: "gitops", branch: "dev" };
    await stage.world.push(on, "by hand", { "a.yaml": manifest("a") });
    expect((await stage.openPr(inputs())).log).toContain("pull request closed");
    await stage.world.push(on, "and back", { "a.yaml": null });
    expect((await stage.openPr(inputs())).log).toContain("pull request #2 opened");
  });

  test("is forgotten with the next merge", async () => {
    await using stage = await rejected();
    await stage.folder("manifests", { "b.yaml": manifest("b") });
    await stage.openPr(inputs());
    stage.github.merge("gitops", 2);
    await stage.world.push({ repository: "gitops", branch: "dev" }, "back", {
      "a.yaml": null,
      "b.yaml": null,
      ".kalypso/inventory.json": null,
      ".kalypso/.gitattributes": null,
    });

    rmSync(stage.path("manifests/b.yaml"));
    expect((await stage.openPr(inputs())).log).toContain("pull request #3 opened");
  });
});

describe("the promoted commit's status", () => {
  const inventory = {
    version: 2,
    environment: "dev",
    promotedCommit: null,
    registrations: {},
    clusterTypes: { drone: {} },
    assignments: {},
    files: {},
  };

  /** A proposal for a promoted commit, and what its status says. */
  async function promoted() {
    const stage = await stageWith({ "README.md": "ours\n" });
    const on = { repository: "control-plane", branch: "main" };
    const commit = await stage.world.push(on, "main", { "a.txt": "a\n" });
    await stage.folder(".", { "inventory.json": JSON.stringify(inventory) });
    const statuses = stage.github.repository("control-plane").statuses;
    const status = (state: string, description: string) =>
      statuses.set(commit, [
        ...(statuses.get(commit) ?? []),
        { context: "dev environment", state, description, targetUrl: null },
      ]);
    status("pending", "Promoted");
    const given = inputs({
      inventory: "inventory.json",
      "promoted-commit": commit,
      "control-plane": "contoso/control-plane",
      "control-plane-token": "app-token",
    });
    const told = () =>
      (statuses.get(commit) ?? []).map(({ state, description }) => `${state} ${description}`);
    return { stage, given, told, status, statuses, commit };
  }

  test("says failure, rejected in #n, and is taken back by another proposal", async () => {
    const { stage, given, told, statuses, commit } = await promoted();
    await using _ = stage;
    await stage.openPr(given);
    expect(told()).toEqual(["pending Promoted"]);
    stage.github.close("gitops", 1);
    for (let run = 0; run < 2; run++) await stage.openPr(given);
    expect(told()).toEqual(["pending Promoted", "failure Rejected in #1"]);
    expect(statuses.get(commit)?.at(-1)?.targetUrl).toMatch(/\/contoso\/gitops\/pull\/1$/);
    await stage.folder("manifests", { "a.yaml": manifest("b") });
    await stage.openPr(given);
    expect(told().slice(2)).toEqual(["pending Promoted"]);
  });

  test("stays what it is if it says Deployed, or without a token for it", async () => {
    const { stage, given, told, status } = await promoted();
    await using _ = stage;
    await stage.openPr(given);
    stage.github.close("gitops", 1);
    await stage.openPr({ ...given, "control-plane-token": "" });
    status("success", "Deployed");
    await stage.openPr(given);
    expect(told()).toEqual(["pending Promoted", "success Deployed"]);
  });

  test("that cannot be set does not hide what became of the proposal", async () => {
    const { stage, given, told } = await promoted();
    await using _ = stage;
    await stage.openPr(given);
    stage.github.close("gitops", 1);
    stage.github.token("no-statuses", {
      user: "kalypso[bot]",
      permissions: { statuses: "read" },
      isWorkflowToken: false,
    });
    const result = await stage.openPr({ ...given, "control-plane-token": "no-statuses" });
    expect(result.exitCode).toBe(1);
    expect(result.log).toContain("error github-denied: could not set the commit's status");
    expect(result.outputs).toMatchObject({ rejected: "1" });
    expect(result.log).toContain("rejected in #1, so nothing was proposed");
    expect(told()).toEqual(["pending Promoted"]);
  });
});

describe("a proposal that removes many assignments", () => {
  const inventory = (count: number, more: object = {}) => {
    const assignment = {
      workload: "app",
      registration: "app",
      workspace: "w",
      labels: {},
      policies: [],
      objects: [],
      files: {},
    };
    const keys = Array.from({ length: count }, (_, index) => `drone/app-${100 + index}`);
    const head = { version: 2, environment: "dev", promotedCommit: null, registrations: {}, files: {} };
    const assignments = Object.fromEntries(keys.map((key) => [key, assignment]));
    return JSON.stringify({ ...head, clusterTypes: { drone: {} }, assignments, ...more });
  };
  const given = (more: Files = {}) => inputs({ inventory: "next.json", "auto-merge": "true", ...more });

  /** An environment with forty assignments, and a render with fewer. */
  async function shrinking(count: number) {
    const stage = await stageWith({ ".kalypso/inventory.json": inventory(40) });
    stage.github.repository("gitops").isMergeable = false;
    await stage.folder(".", { "next.json": inventory(count) });
    return stage;
  }

  const pullOf = (stage: Stage) => stage.github.repository("gitops").pulls.get(1);
  const statusesOf = (stage: Stage) => {
    const head = stage.github.git("gitops").resolve("kalypso/dev") ?? "";
    const statuses = stage.github.repository("gitops").statuses.get(head) ?? [];
    return statuses.map(({ context, state, description }) => `${context}: ${state}, ${description}`);
  };
  const label = "removals-allowed";

  test("is opened, is not merged by itself, and its head fails until somebody consents", async () => {
    await using stage = await shrinking(29);
    const first = await stage.openPr(given());
    expect(first.exitCode).toBe(0);
    expect(first.log).toBe(
      [
        "warning removals-exceeded: pull request #1 removes 11 of 40 assignments; `max-removed: 25%` allows 10, so it is not merged automatically, and its status `kalypso/removals` is a failure",
        "1 added, 0 modified, 0 removed for dev; pull request #1 opened; waits for consent to its removals",
      ].join("\n"),
    );
    expect(first.hints).toEqual([
      "If all of them are to go, somebody with write access adds the label `removals-allowed` to #1; the next run goes on. Otherwise, find what takes them away: the run of `schedule` names it.",
    ]);
    expect(first.outputs).toMatchObject({ number: "1", "removals-blocked": "true" });
    expect(pullOf(stage)).toMatchObject({ state: "open", autoMerge: null });
    expect(pullOf(stage)?.body).toContain(
      "**Removes 11 of 40 assignments**; `max-removed: 25%` allows 10. It is not merged automatically until somebody with write access adds the label `removals-allowed`.\n\n| removed |\n|---|\n| `drone/app-129`<br>",
    );
    const failure =
      "kalypso/removals: failure, 11 of 40 assignments are removed; to allow it, add the label removals-allowed";
    expect(statusesOf(stage)).toEqual([failure]);
    stage.github.label("gitops", 1, { label, by: "person" });
    const second = await stage.openPr(given());
    expect(second.log).toContain("auto-merge: enabled");
    expect(second.outputs).toMatchObject({ "removals-blocked": "false" });
    expect(statusesOf(stage)).toEqual([
      failure,
      "kalypso/removals: success, 11 of 40 assignments are removed, as the label removals-allowed allows",
    ]);
  });

  test("is not let through by the label of a triager, of a stranger or of this App", async () => {
    await using stage = await shrinking(20);
    const { collaborators, issues } = stage.github.repository("gitops");
    collaborators.set("triager", "triage");
    await stage.openPr(given({ labels: "team, removals-allowed" }));
    const labels = issues.get(1)?.labels;
    expect([...(labels ?? [])]).toEqual(["team"]);
    for (const by of ["triager", "stranger", "kalypso[bot]"]) {
      stage.github.label("gitops", 1, { label, by });
      expect((await stage.openPr(given())).outputs, by).toMatchObject({ "removals-blocked": "true" });
      labels?.delete(label);
    }
    expect(pullOf(stage)?.autoMerge).toBe(null);
  });

  test("asks for consent again if it removes others, and stops an auto-merge that was under way", async () => {
    await using stage = await shrinking(35);
    expect((await stage.openPr(given())).log).toContain("auto-merge: enabled");
    expect(statusesOf(stage)).toEqual([]);
    await stage.folder(".", { "next.json": inventory(20) });
    expect((await stage.openPr(given())).outputs).toMatchObject({ "removals-blocked": "true" });
    expect(pullOf(stage)?.autoMerge).toBe(null);
    stage.github.label("gitops", 1, { label, by: "person" });
    await stage.folder(".", { "next.json": inventory(10) });
    expect((await stage.openPr(given())).outputs).toMatchObject({ "removals-blocked": "true" });
    expect([...(stage.github.repository("gitops").issues.get(1)?.labels ?? [])]).toEqual([]);
    stage.github.label("gitops", 1, { label, by: "person" });
    expect((await stage.openPr(given())).outputs).toMatchObject({ "removals-blocked": "false" });
  });

  test.each([
    ["as its text changes", /^PATCH .*\/pulls\/1$/],
    ["as the label goes", /^DELETE .*\/labels\//],
  ])("does not take consent to other removals for its own after a run that was cut off %s", async (_, on) => {
    await using stage = await shrinking(20);
    await stage.openPr(given());
    stage.github.label("gitops", 1, { label, by: "person" });
    await stage.folder(".", { "next.json": inventory(10) });
    let isCut = false;
    const cut = () => {
      isCut = true;
    };
    stage.github.faults.rules = [
      { on, cutAfter: true, times: 9, kill: cut },
      { on: { test: () => isCut } as unknown as RegExp, cut: true, times: Number.POSITIVE_INFINITY },
    ];
    expect((await stage.openPr(given())).exitCode).toBe(1);
    expect(isCut).toBe(true);
    stage.github.faults.rules = [];
    expect((await stage.openPr(given())).outputs).toMatchObject({ "removals-blocked": "true" });
    expect(pullOf(stage)?.autoMerge).toBe(null);
  });

  test("does not take a label for consent that was added while the run was telling of other removals", async () => {
    await using stage = await shrinking(20);
    await stage.openPr(given());
    await stage.folder(".", { "next.json": inventory(10) });
    // After the pull request was read, and before it says something else.
    const add = () => void stage.github.label("gitops", 1, { label, by: "person" });
    stage.github.faults.rules = [{ on: /git-receive-pack$/, kill: add }];
    expect((await stage.openPr(given())).outputs).toMatchObject({ "removals-blocked": "true" });
    expect((await stage.openPr(given())).outputs).toMatchObject({ "removals-blocked": "true" });
  });

  test("is free with a higher limit, which turns its status green", async () => {
    await using stage = await shrinking(20);
    await stage.openPr(given());
    expect((await stage.openPr(given({ "max-removed": "20" }))).log).toContain("auto-merge: enabled");
    expect(statusesOf(stage).at(-1)).toBe(
      "kalypso/removals: success, No more assignments are removed than max-removed allows",
    );
    expect(pullOf(stage)?.body).not.toContain("removals");
  });

  test("is not merged either if the status cannot be set, which is told beside the rest", async () => {
    await using stage = await shrinking(20);
    const permissions = { contents: "write", pull_requests: "write", issues: "write" } as const;
    stage.github.token("no-statuses", { user: "kalypso[bot]", permissions, isWorkflowToken: false });
    const result = await stage.openPr(given({ token: "no-statuses" }));
    expect(result.exitCode).toBe(1);
    expect(result.log).toContain("error github-denied: could not read the commit's statuses");
    expect(result.outputs).toMatchObject({ number: "1", "removals-blocked": "true" });
    expect(pullOf(stage)).toMatchObject({ state: "open", autoMerge: null });
  });

  test("keeps auto-merge away from the moment that its branch is pushed", async () => {
    await using stage = await shrinking(35);
    await stage.openPr(given());
    await stage.folder(".", { "next.json": inventory(20) });
    const states: unknown[] = [];
    const look = () => void states.push(pullOf(stage)?.autoMerge);
    stage.github.faults.rules = [{ on: /git-receive-pack$/, times: 9, kill: look }];
    await stage.openPr(given());
    expect(new Set(states)).toEqual(new Set([null]));
  });
});

describe("a rule of the repository is told in GitHub's words, with what to set", () => {
  test("for a push: after one attempt, and not as a race", async () => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    stage.github.repository("gitops").rulesets = [{ branches: ["kalypso/dev"], bypass: [] }];
    const result = await stage.run("open-pr", inputs());
    expect(result.exitCode).toBe(1);
    expect(result.stdout.replaceAll(stage.github.url, "https://github.com")).toContain(
      "::error title=git-push-refused::https://github.com/contoso/gitops.git rejected the push to kalypso/dev (git said: GH013: Repository rule violations found for refs/heads/kalypso/dev. Review all repository rules at https://github.com/contoso/gitops/rules?ref=refs/heads/kalypso/dev - Changes must be made through a pull request.)%0A  hint: Check the repository's rulesets: add the App or user of the token to the bypass list of the one that forbids the push, or exclude the branch from it.",
    );
    stage.github.repository("gitops").rulesets = [{ branches: ["kalypso/dev"], bypass: ["kalypso[bot]"] }];
    expect((await stage.openPr(inputs())).log).toContain("pull request #1 opened");
  });

  test("for a branch that GitHub creates", async () => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    stage.github.repository("gitops").rulesets = [{ branches: ["kalypso/dev"], bypass: [] }];
    expect((await stage.openPr(inputs({ signed: "true" }))).log).toBe(
      "error github-refused: could not move the branch in contoso/gitops: Repository rule violations found Changes must be made through a pull request. (HTTP 422)",
    );
  });

  test.each([
    ["merge", "Merge commits are not allowed on this repository."],
    ["squash", "Squash merges are not allowed on this repository."],
    ["rebase", "Rebase merges are not allowed on this repository."],
  ])("for a merge by the method `%s`, which is no merge queue", async (method, words) => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    stage.github.repository("gitops").mergeMethods = [];
    stage.forget();
    const result = await stage.openPr(inputs({ "auto-merge": "true", "merge-method": method }));
    expect(result.exitCode).toBe(0);
    expect(result.log).toContain(
      `warning auto-merge-refused: pull request #1 is open, but GitHub will not merge it automatically: ${words}\n`,
    );
    expect(result.hints).toContain(
      "Set `merge-method` to a method that the repository allows, or allow this one in its settings, under Pull Requests.",
    );
    expect(stage.writes().filter((request) => request.includes("graphql"))).toHaveLength(1);
  });
});

describe("is made once, though the answer to it is lost:", () => {
  test.each([
    ["the pull request", /^POST .*\/pulls$/],
    ["a label", /^POST .*\/repos\/contoso\/gitops\/labels$/],
    ["a label of the pull request", /^POST .*\/issues\/1\/labels$/],
    ["the merge", /^PUT .*\/merge$/],
    ["a commit that GitHub creates", /^POST .*\/git\/commits$/],
    ["a branch that GitHub creates", /^POST .*\/git\/refs$/],
  ])("%s", async (_, on) => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    stage.github.faults.rules = [{ on, cutAfter: true }];
    const given = inputs({ labels: "gitops", signed: "true", "auto-merge": "true" });
    const result = await stage.openPr(given);
    expect(result.exitCode, result.log).toBe(0);
    expect(result.log).toContain("pull request #1 opened; auto-merge: merged");
    expect(stage.github.faults.rules[0]).toMatchObject({ seen: expect.any(Number) });
    expect(stage.files("gitops", "dev")["a.yaml"]).toBe(manifest("a"));
    expect(stage.github.repository("gitops").pulls.size).toBe(1);
  });

  test("an issue, and the comment that closes it", async () => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    const at = { owner: "contoso", repo: "gitops" };
    const issues = new Issues(new GitHubRepository(at, "app-token", stage.server.api));
    const issue = { marker: "<!-- mine -->", title: "Broken", body: "It is.", labels: [] };
    const isOurs = (body: string) => body.includes(issue.marker);
    stage.github.faults.rules = [
      { on: /^POST .*\/issues$/, cutAfter: true },
      { on: /^POST .*\/comments$/, cutAfter: true },
    ];
    expect(await issues.reconcile(isOurs, [issue], "Solved.")).toMatchObject({ opened: 1 });
    expect(await issues.reconcile(isOurs, [], "Solved.")).toMatchObject({ closed: 1 });
    const { issues: all } = stage.github.repository("gitops");
    expect([...all.values()]).toMatchObject([{ state: "closed", comments: ["Solved."] }]);
  });

  test("the comment on a closed pull request", async () => {
    await using stage = await stageWith({ "README.md": "ours\n" });
    await stage.openPr(inputs());
    await stage.world.push({ repository: "gitops", branch: "dev" }, "x", { "a.yaml": manifest("a") });
    stage.github.faults.rules = [{ on: /^POST .*\/comments$/, cutAfter: true }];
    expect((await stage.openPr(inputs())).exitCode).toBe(0);
    expect(stage.github.repository("gitops").issues.get(1)?.comments).toHaveLength(1);
  });
});
