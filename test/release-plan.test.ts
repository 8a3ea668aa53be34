import { describe, expect, test } from "vitest";
import { isNewest, notesOf, planRelease, versionOf } from "../scripts/release/plan.ts";

const changelog = `# kalypso-actions

## 1.1.0

### Minor Changes

- 32de5f2: More.

## 1.0.0

### Major Changes

- First release.

## About this file

Text.
`;

const sound = { tag: "v1.1.0", version: "1.1.0", changelog, changesets: [] };

test("a release has its version, the tag of its major version, and the changelog's notes", () => {
  expect(planRelease(sound)).toEqual({
    plan: { version: "1.1.0", majorTag: "v1", notes: "### Minor Changes\n\n- 32de5f2: More." },
    problems: [],
  });
});

test("a version's notes end where the next one's begin", () => {
  expect(notesOf(changelog, "1.0.0")).toBe("### Major Changes\n\n- First release.");
  expect(notesOf(changelog, "1.0")).toBeUndefined();
  expect(notesOf("# x\n\n## 1.0.0\n\n## 0.9.0\n\nOld.\n", "1.0.0")).toBeUndefined();
});

test("only versions are release tags", () => {
  expect(versionOf("v1.20.3")).toEqual([1, 20, 3]);
  for (const tag of ["v1", "1.0.0", "v1.0.0-rc.1", "v01.0.0", "v1.0.0\n"])
    expect(versionOf(tag)).toBeUndefined();
});

describe("a release is refused", () => {
  test.each([
    ["before v1.0.0", { tag: "v0.9.0", version: "0.9.0" }, "v0.9.0 comes before v1.0.0"],
    ["for a prerelease", { tag: "v1.1.0-rc.1" }, "v1.1.0-rc.1 is not a release tag"],
    ["if tag and version differ", { version: "1.0.0" }, "but package.json has version 1.0.0"],
    ["without notes", { tag: "v1.2.0", version: "1.2.0" }, "CHANGELOG.md has no notes for 1.2.0"],
    ["while changesets are pending", { changesets: ["a.md"] }, "a.md not yet in CHANGELOG.md"],
  ])("%s", (_, change, problem) => {
    const { plan, problems } = planRelease({ ...sound, ...change });
    expect(plan).toBeUndefined();
    expect(problems).toContainEqual(expect.stringContaining(problem));
  });

  test("with all reasons at once", () => {
    const wrong = { ...sound, tag: "v0.9.0", version: "0.8.0", changesets: ["a.md"] };
    expect(planRelease(wrong).problems).toHaveLength(4);
  });
});

test("a fix of an older minor version does not move the major version's tag back", () => {
  const tags = ["v1", "v1.0.0", "v1.9.3", "v1.10.0", "v2.0.0", "v1.11.0-rc.1", "vendor"];
  expect(isNewest("v1.10.0", tags)).toBe(true);
  expect(isNewest("v1.10.1", tags)).toBe(true);
  expect(isNewest("v1.9.4", tags)).toBe(false);
  expect(isNewest("v2.0.0", tags)).toBe(true);
});
