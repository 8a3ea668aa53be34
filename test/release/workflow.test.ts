import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { violations } from "../support/openapi.ts";
import { repositoryRoot } from "../support/process.ts";
import { conclusionsOf, logOf, ReleaseStage, repository } from "../support/release.ts";

/** A repository released like this one, but with nothing to check: its package is packed as is. */
function small(clone: string, version: string, change: Readonly<Record<string, string>> = {}): void {
  for (const path of [".github/workflows/release.yml", "scripts/release.ts", "scripts/release"])
    cpSync(join(repositoryRoot, path), join(clone, path), { recursive: true });
  // The workflow appends the folder.
  const scripts = { check: "true", package: "npm pack --silent --pack-destination" };
  const manifest = { name: "kalypso-actions", version, type: "module", scripts, files: ["README.md"] };
  const files = {
    "package.json": JSON.stringify(manifest),
    "CHANGELOG.md": `# kalypso-actions\n\n## ${version}\n\n- What ${version} brings.\n`,
    ".changeset/README.md": "How.\n",
    ...change,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    writeFileSync(join(clone, path), text);
  }
}

function release(stage: ReleaseStage, version: string, change?: Readonly<Record<string, string>>) {
  const fill = (clone: string) => {
    small(clone, version, change);
    stage.commit(clone, version);
    stage.tag(clone, `v${version}`);
  };
  return stage.push(fill, "main", `v${version}`);
}

const success = { build: "success", npm: "success", github: "success" };

test("a tag publishes the package, moves v1 and writes the release; a second run finds it done", async () => {
  await using stage = await ReleaseStage.open();
  await release(stage, "1.0.0");
  const run = await stage.ended();
  expect(conclusionsOf(run), logOf(run)).toEqual(success);
  const published = ["publish ./release/kalypso-actions-1.0.0.tgz --access public --provenance"];
  expect(stage.published).toEqual(published);
  expect(stage.tagCommit("v1")).toBe(stage.tagCommit("v1.0.0"));
  expect([...stage.github.repository(repository).releases.values()]).toEqual([
    { tag: "v1.0.0", name: "v1.0.0", body: "- What 1.0.0 brings.\n" },
  ]);
  stage.runner.rerun(run.id);
  const again = await stage.ended();
  expect(conclusionsOf(again), logOf(again)).toEqual(success);
  expect(stage.published).toEqual(published);
  // Moving the tag started nothing.
  expect(stage.runner.runs).toHaveLength(1);
  await release(stage, "1.1.0");
  expect(conclusionsOf(await stage.ended())).toEqual(success);
  expect(stage.tagCommit("v1")).toBe(stage.tagCommit("v1.1.0"));
  await release(stage, "1.0.1");
  expect(logOf(await stage.ended())).toContain("v1 stays unchanged: a newer release than v1.0.1 exists");
  expect(stage.tagCommit("v1")).toBe(stage.tagCommit("v1.1.0"));
  // Nor is it shown as the latest release.
  const releases = stage.github.requests.filter(({ path }) => path.endsWith("/releases"));
  expect(releases.map(({ body }) => body)).toMatchObject(Array(3).fill({ make_latest: "legacy" }));
  expect(stage.github.requests.flatMap(violations)).toEqual([]);
});

test("a manual run builds and packs, and publishes nothing", async () => {
  await using stage = await ReleaseStage.open();
  const fill = (clone: string) => {
    small(clone, "1.0.0");
    stage.commit(clone, "1.0.0");
  };
  await stage.push(fill, "main");
  stage.github.dispatch(repository, "release.yml", { ref: "main", inputs: {} });
  const run = await stage.ended();
  expect(conclusionsOf(run), logOf(run)).toEqual({ build: "success", npm: "skipped", github: "skipped" });
  expect(logOf(run)).toContain("kalypso-actions@1.0.0");
  expect(stage.published).toEqual([]);
  expect(stage.tagCommit("v1")).toBeUndefined();
  expect(stage.github.repository(repository).releases.size).toBe(0);
});

test.for<[string, string, Readonly<Record<string, string>>, string]>([
  ["before v1.0.0", "0.9.0", {}, "v0.9.0 comes before v1.0.0, which is the first release"],
  ["without notes", "1.0.0", { "CHANGELOG.md": "# x\n" }, "CHANGELOG.md has no notes for 1.0.0"],
  [
    "while changesets are pending",
    "1.0.0",
    { ".changeset/odd-cat.md": "x" },
    "odd-cat.md not yet in CHANGELOG.md",
  ],
])("nothing is released %s", async ([_, version, change, problem]) => {
  await using stage = await ReleaseStage.open();
  await release(stage, version, change);
  const run = await stage.ended();
  expect(conclusionsOf(run)).toEqual({ build: "failure", npm: "skipped", github: "skipped" });
  expect(run.jobs.flatMap(({ annotations }) => annotations.map(({ message }) => message))).toContainEqual(
    expect.stringContaining(problem),
  );
  expect([stage.published, stage.tagCommit("v1")]).toEqual([[], undefined]);
});

test("releases nothing from a commit that is not on main", async () => {
  await using stage = await ReleaseStage.open();
  const fill = (clone: string) => {
    small(clone, "1.0.0");
    stage.commit(clone, "1.0.0");
    stage.tag(clone, "v1.0.0");
  };
  await stage.push(fill, "v1.0.0");
  const run = await stage.ended();
  expect(conclusionsOf(run)).toEqual({ build: "failure", npm: "skipped", github: "skipped" });
  expect(logOf(run)).toContain("the commit of v1.0.0 is not on main");
});

test("releases nothing if the check fails", async () => {
  await using stage = await ReleaseStage.open();
  const manifest = { name: "kalypso-actions", version: "1.0.0", scripts: { check: "false" } };
  await release(stage, "1.0.0", { "package.json": JSON.stringify({ ...manifest, type: "module" }) });
  expect(conclusionsOf(await stage.ended())).toEqual({ build: "failure", npm: "skipped", github: "skipped" });
  expect(stage.published).toEqual([]);
});

test("every job of the release has only the permissions that it needs", () => {
  const text = readFileSync(join(repositoryRoot, ".github/workflows/release.yml"), "utf8");
  const permissions = [...text.matchAll(/permissions:(?: \{\}|\n +([\w-]+: \w+)\n)/g)].map(([, one]) => one);
  expect(permissions).toEqual([undefined, "contents: read", "id-token: write", "contents: write"]);
});
