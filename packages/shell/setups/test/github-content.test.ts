import { describe, expect, test } from "vitest";
import { treeId } from "../src/github/git-tree.ts";
import { ownerGrants, SetupStage } from "./setup-stage.ts";

const repository = "contoso/plane";
const workflow = "on: push\njobs: {}\n";
const branches = {
  dev: { ".github/workflows/schedule.yml": workflow, "a/b.yaml": "b: 1\n", "a.txt": "ä\n" },
  main: { "README.md": "# Plane\n", ".environments/dev.yaml": "kind: Environment\n" },
};
const wants = { repository, defaultBranch: "main", branches };

async function openEmpty(): Promise<SetupStage> {
  const setup = await SetupStage.open();
  await setup.as().drivers.repository.make({
    repository,
    description: "",
    visibility: "public",
    autoMerge: false,
  });
  return setup;
}

const pushes = (setup: SetupStage) =>
  setup.github.events.filter(({ event }) => event === "push").map(({ payload }) => payload["ref"]);

describe("content", () => {
  test("is there with all branches after one push, and read by the ids of its trees", async () => {
    await using setup = await openEmpty();
    const { content } = setup.as().drivers;
    expect(await content.read(wants)).toBeUndefined();
    const made = await content.make(wants);
    expect(setup.stage.files("plane", "dev")).toEqual(branches.dev);
    expect(setup.stage.files("plane", "main")).toEqual(branches.main);
    expect(pushes(setup)).toEqual(["refs/heads/dev", "refs/heads/main"]);
    const requests = await setup.requestsOf(async () => {
      expect(await content.read(wants)).toEqual({ ...made, actual: { branches, defaultBranch: "main" } });
    });
    expect(requests.filter((each) => /contents|blobs/.test(each))).toEqual([]);
  });

  test("that somebody has changed is not downloaded, and told without its texts", async () => {
    await using setup = await openEmpty();
    const { content } = setup.as().drivers;
    await content.make(wants);
    await setup.github.push({ repository: "plane", branch: "dev" }, "by hand", { "a.txt": "mine\n" });
    expect((await content.read(wants))?.actual.branches).toEqual({ ...branches, dev: {} });
    await content.make(wants);
    expect(setup.stage.files("plane", "dev")["a.txt"]).toBe("mine\n");
  });

  test("comes on top of a record that main has already", async () => {
    await using setup = await openEmpty();
    const { content } = setup.as().drivers;
    await setup.github.push({ repository: "plane", branch: "main" }, "record", {
      ".kalypso/init.json": "{}\n",
    });
    expect(await content.read(wants)).toBeUndefined();
    await content.make(wants);
    expect(setup.stage.files("plane", "main")).toEqual({ ...branches.main, ".kalypso/init.json": "{}\n" });
  });

  test("is pushed once, though the answer to the push is lost", async () => {
    await using setup = await openEmpty();
    const { content } = setup.as().drivers;
    setup.lose(/POST .*git-receive-pack/);
    await expect(content.make(wants)).rejects.toMatchObject({ diagnostics: [{ severity: "error" }] });
    setup.github.faults.rules = [];
    expect(await content.read(wants)).toBeDefined();
    await content.make(wants);
    expect(pushes(setup)).toHaveLength(2);
  });

  test("makes its default branch the default, also after a run that was ended before it could", async () => {
    await using setup = await openEmpty();
    const { content } = setup.as().drivers;
    const other = { ...wants, defaultBranch: "dev" };
    setup.github.faults.rules = [{ on: /PATCH .*\/plane$/, times: 9, cut: true }];
    await expect(content.make(other)).rejects.toMatchObject({
      diagnostics: [{ code: "github-unreachable" }],
    });
    setup.github.faults.rules = [];
    expect(await content.read(other)).toBeUndefined();
    await content.make(other);
    expect(setup.github.repository("plane").defaultBranch).toBe("dev");
  });

  test("with workflows needs a token that may write them", async () => {
    await using setup = await openEmpty();
    const { workflows: _, ...permissions } = ownerGrants;
    setup.github.token("no-workflows", {
      user: "person",
      permissions,
      isWorkflowToken: false,
      isPersonal: true,
    });
    const error: unknown = await setup
      .as("no-workflows")
      .drivers.content.make(wants)
      .catch((each) => each);
    expect(error).toMatchObject({
      diagnostics: [
        {
          code: "git-denied",
          message: expect.stringContaining("changes workflow files"),
          hint: expect.stringContaining("`workflows: write`"),
        },
      ],
    });
    expect(JSON.stringify(error)).not.toContain("no-workflows");
    expect(setup.github.git("plane").refs().size).toBe(0);
  });

  test("of a token that may not write says so", async () => {
    await using setup = await openEmpty();
    const lesser = setup.without("contents");
    await expect(setup.as(lesser).drivers.content.make(wants)).rejects.toMatchObject({
      diagnostics: [{ severity: "error" }],
    });
  });
});

test("a tree's id is git's own, whatever the order of names", async () => {
  await using setup = await openEmpty();
  const files = { "a.b": "1", "a/x": "2", "a-b/c": "3", a0: "", "ä/ö": "4", "A/Z/y": "5\n" };
  await setup.github.push({ repository: "plane", branch: "main" }, "files", files);
  const tree = setup.github.git("plane").git(["rev-parse", "main^{tree}"]).trim();
  expect(treeId(files)).toBe(tree);
});
