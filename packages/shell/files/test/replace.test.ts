import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "@kalypso-actions/github-sandbox";
import { describe, expect, test } from "vitest";
import { Neighbours, restoreOutput } from "../src/index.ts";
import type { Purpose } from "../src/neighbours.ts";
import { restorationOf } from "../src/restore.ts";

const program = fileURLToPath(new URL("replacing.ts", import.meta.url));

interface Place {
  readonly folder: string;
  readonly names: () => readonly string[];
  /** The folder's content and its inventory's; undefined for what is absent. */
  readonly state: () => readonly (string | undefined)[];
}

function placeIn(path: string, hasFormer: boolean): Place {
  const folder = join(path, "out");
  if (hasFormer) {
    mkdirSync(folder);
    writeFileSync(join(folder, "a.yaml"), "old");
    writeFileSync(`${folder}.inventory.json`, "old");
  }
  const text = (file: string) => (existsSync(file) ? readFileSync(file, "utf8") : undefined);
  return {
    folder,
    names: () => readdirSync(path).sort(),
    state: () => [text(join(folder, "a.yaml")), text(`${folder}.inventory.json`)],
  };
}

function replace(folder: string, at: number, how: string): string {
  const { stdout, signal } = spawnSync(process.execPath, [program, folder, String(at), how], {
    encoding: "utf8",
  });
  return signal ?? stdout;
}

const old = ["old", "old"];
const next = ["new", "new"];
const whole = ["out", "out.inventory.json"];

describe("a replacement that is killed at an operation is completed or undone by the next reader", () => {
  test.each([
    [1, old],
    [2, old],
    [3, next],
    [4, next],
  ])("operation %i", async (at, expected) => {
    await using place = await temporaryFolder();
    const { folder, names, state } = placeIn(place.path, true);
    expect(replace(folder, at, "kill")).toBe("SIGKILL");
    restoreOutput(folder);
    expect(state()).toEqual(expected);
    expect(names()).toEqual(whole);
    expect(replace(folder, 0, "")).toBe("replaced");
    expect(state()).toEqual(next);
  });

  test.each([
    [1, [undefined, undefined], []],
    [2, [undefined, undefined], []],
    [3, next, whole],
  ])("operation %i, without a former folder", async (at, expected, left) => {
    await using place = await temporaryFolder();
    const { folder, names, state } = placeIn(place.path, false);
    expect(replace(folder, at, "kill")).toBe("SIGKILL");
    restoreOutput(folder);
    expect(state()).toEqual(expected);
    expect(names()).toEqual(left);
  });
});

describe("a disk that fails at an operation leaves the old folder or the new one", () => {
  test.each([1, 2, 3])("operation %i", async (at) => {
    await using place = await temporaryFolder();
    const { folder, state } = placeIn(place.path, true);
    expect(replace(folder, at, "fail")).toBe(
      "output-failed: The previous content is unchanged. Free space (`df -h`) or inodes (`df -i`) there, then run it again.",
    );
    expect(state()).toEqual(old);
  });

  test("operation 4, after which everything is in place", async () => {
    await using place = await temporaryFolder();
    const { folder, names, state } = placeIn(place.path, true);
    expect(replace(folder, 4, "fail")).toBe("replaced");
    expect(state()).toEqual(next);
    restoreOutput(folder);
    expect(names()).toEqual(whole);
  });

  test.each([2, 3])("from operation %i on: it says so, and the next reader puts it back", async (at) => {
    await using place = await temporaryFolder();
    const { folder, names, state } = placeIn(place.path, true);
    expect(replace(folder, at, "fail from")).toMatch(
      /^output-failed: What is there is incomplete: the next run completes or undoes it\./,
    );
    restoreOutput(folder);
    expect(state()).toEqual(at === 2 ? old : next);
    expect(names()).toEqual(whole);
  });
});

test("what a running process has not finished is left alone", async () => {
  await using place = await temporaryFolder();
  const { folder, names } = placeIn(place.path, true);
  const made = Neighbours.new(folder);
  mkdirSync(made.path("new"));
  restoreOutput(folder);
  expect(names()).toHaveLength(3);
});

test("files with other names are left alone", async () => {
  await using place = await temporaryFolder();
  const { folder, names } = placeIn(place.path, true);
  const others = [
    ".out.1-abc.new",
    ".out.x-0123456789ab.new",
    ".out.99999999-0123456789ab.other",
    ".outer.99999999-0123456789ab.new",
  ];
  for (const name of others) writeFileSync(join(place.path, name), "");
  restoreOutput(folder);
  expect(names()).toEqual([...others, ...whole].sort());
});

describe("every state that a run can leave is decided", () => {
  const remains: readonly (readonly Purpose[])[] = [
    [],
    ["new"],
    ["inventory"],
    ["former"],
    ["new", "inventory"],
    ["new", "former"],
    ["inventory", "former"],
    ["new", "inventory", "former"],
  ];
  const states = [false, true].flatMap((isThere) =>
    [false, true].flatMap((isRunning) => remains.map((has) => ({ isThere, isRunning, has }))),
  );

  /** A folder is lost if it is removed although nothing else is in place. */
  test.each(states)("%j", ({ has, ...rest }) => {
    const restoration = restorationOf({ ...rest, has: new Set<Purpose>(has) });
    if (has.includes("former") && !rest.isThere) expect(restoration).toBe("take back");
    if (restoration === "discard") expect(has).not.toContain("former");
    if (restoration === "complete" || restoration === "tidy") expect(rest.isThere).toBe(true);
    if (restoration === "complete") expect(has).not.toContain("new");
  });
});
