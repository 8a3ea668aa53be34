import { nameOnServer } from "@kalypso-actions/names";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { decidePromotion, newBaseRepo, type Relation, withCommit } from "../src/index.ts";

const commit = "c".repeat(40);
const digits = "1".repeat(40);

const head = "apiVersion: scheduler.kalypso.io/v1alpha1\nkind: BaseRepo\nmetadata:\n  name: main\n";

describe("the commit of a BaseRepo is changed in place", () => {
  test.each([
    ["plain", `${head}spec:\n  commit: abc\n  path: .\n`, `${head}spec:\n  commit: ${commit}\n  path: .\n`],
    [
      "quoted, with a comment",
      `${head}spec:\n  commit: "abc"  # here\n`,
      `${head}spec:\n  commit: ${commit}  # here\n`,
    ],
    ["empty", `${head}spec:\n  commit:\n  path: .\n`, `${head}spec:\n  commit: ${commit}\n  path: .\n`],
    ["null", `${head}spec:\n  commit: null\n`, `${head}spec:\n  commit: ${commit}\n`],
    ["in flow style", `${head}spec: {commit: abc, path: .}\n`, `${head}spec: {commit: ${commit}, path: .}\n`],
    [
      "absent",
      `${head}spec:\n  repo: r\n  path: .   # all\n`,
      `${head}spec:\n  repo: r\n  path: .   # all\n  commit: ${commit}\n`,
    ],
    [
      "absent, no newline at the end",
      `${head}spec:\n    repo: r`,
      `${head}spec:\n    repo: r\n    commit: ${commit}`,
    ],
    [
      "after other documents",
      `a: 1\n---\n${head}spec:\n  commit: abc\n`,
      `a: 1\n---\n${head}spec:\n  commit: ${commit}\n`,
    ],
    [
      "with Windows line ends",
      `kind: BaseRepo\r\nspec:\r\n  commit: abc\r\n  path: .\r\n`,
      `kind: BaseRepo\r\nspec:\r\n  commit: ${commit}\r\n  path: .\r\n`,
    ],
  ])("%s", (_, before, after) => {
    expect(withCommit(before, commit)).toBe(after);
  });

  test("quotes a commit of digits only, which YAML would read as a number", () => {
    const text = withCommit(`${head}spec:\n  commit: abc\n`, digits) ?? "";
    expect(parse(text).spec.commit).toBe(digits);
    expect(parse(newBaseRepo({ repo: "r", branch: "main", path: "." }, digits)).spec.commit).toBe(digits);
  });

  test("leaves a file without an editable commit alone", () => {
    expect(withCommit("kind: GitOpsRepo\nspec: {}\n", commit)).toBeUndefined();
    expect(withCommit(`${head}spec: {}\n`, commit)).toBeUndefined();
    expect(withCommit("kind: [\n", commit)).toBeUndefined();
  });
});

test.for<[string | undefined, Relation, boolean, string]>([
  [undefined, "unknown", false, "promote"],
  [commit, "identical", false, "keep"],
  ["a", "ahead", false, "promote"],
  ["a", "behind", false, "keep"],
  ["a", "behind", true, "promote"],
  ["a", "diverged", false, "refuse"],
  ["a", "diverged", true, "promote"],
  ["a", "unknown", false, "refuse"],
])("pinned commit %s, new commit %s, rollback allowed: %s", ([present, relation, allowsRollback, kind]) => {
  expect(
    decidePromotion({ environment: "dev", wanted: commit, present, relation, allowsRollback }).kind,
  ).toBe(kind);
});

test.each([
  ["https://github.com/contoso/control-plane.git", "https://github.com", "contoso/control-plane"],
  ["git@github.com:contoso/control-plane.git", "https://github.com/", "contoso/control-plane"],
  ["ssh://git@ssh.github.com:443/contoso/control-plane", "https://github.com", "contoso/control-plane"],
  ["http://127.0.0.1:4000/contoso/control-plane", "http://127.0.0.1:4000", "contoso/control-plane"],
  ["https://github.com.evil.example/contoso/control-plane", "https://github.com", undefined],
  ["https://git.example/contoso/control-plane", "https://github.com", undefined],
])("%s on %s is %s", (address, server, name) => {
  expect(nameOnServer(address, server)).toBe(name);
});
