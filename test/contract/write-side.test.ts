/** What GitHub and people do to branches, pull requests and requests, and what an action says and does about it. */
import { chmodSync } from "node:fs";
import { describe, expect, test } from "vitest";
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
