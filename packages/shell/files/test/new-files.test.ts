import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type TemporaryFolder, temporaryFolder } from "@kalypso-actions/github-sandbox";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Places, writeNewFiles } from "../src/index.ts";

let folder: TemporaryFolder;

beforeEach(async () => {
  folder = await temporaryFolder();
  mkdirSync(join(folder.path, "there"));
});

afterEach(() => folder[Symbol.asyncDispose]());

const listed = () => readdirSync(folder.path, { recursive: true }).map(String).sort();
const files = () =>
  ["a.yaml", "there/b.yaml", "new/deep/c.yaml"].map((name) => ({
    path: join(folder.path, name),
    text: name,
  }));

const disk: Places = { link: linkSync, copy: (from, to) => copyFileSync(from, to) };

test("all files are written, with the folders that they need, and nothing else", () => {
  writeNewFiles(files());
  expect(listed().map((name) => name.replaceAll("\\", "/"))).toEqual(
    ["a.yaml", "new", "new/deep", "new/deep/c.yaml", "there", "there/b.yaml"].sort(),
  );
  for (const { path, text } of files()) expect(readFileSync(path, "utf8")).toBe(text);
});

test.each([0, 1, 2])("if file %i cannot be put in its place, no file and no folder is left", (at) => {
  const placed: string[] = [];
  const link = (from: string, to: string) => {
    if (placed.length === at) throw new Error("EIO: broken");
    placed.push(to);
    linkSync(from, to);
  };
  expect(() => writeNewFiles(files(), { ...disk, link })).toThrow(/could not be written: EIO: broken/);
  expect(listed()).toEqual(["there"]);
});

test("a file that appears meanwhile is not replaced, and stays", () => {
  const own = join(folder.path, "there", "b.yaml");
  const link = (from: string, to: string) => {
    if (to === own) writeFileSync(own, "somebody's");
    linkSync(from, to);
  };
  expect(() => writeNewFiles(files(), { ...disk, link })).toThrow(/EEXIST/);
  expect(readFileSync(own, "utf8")).toBe("somebody's");
  expect(listed().map((name) => name.replaceAll("\\", "/"))).toEqual(["there", "there/b.yaml"]);
});

test("a folder that somebody else uses meanwhile stays", () => {
  const other = join(folder.path, "new", "other.yaml");
  const link = () => {
    writeFileSync(other, "somebody's");
    throw new Error("EIO: broken");
  };
  expect(() => writeNewFiles(files(), { ...disk, link })).toThrow(/EIO/);
  expect(existsSync(other)).toBe(true);
  expect(existsSync(join(folder.path, "new", "deep"))).toBe(false);
});

test("a file system without hard links gets copies", () => {
  const link = () => {
    throw Object.assign(new Error("EPERM"), { code: "EPERM" });
  };
  writeNewFiles(files(), { ...disk, link });
  for (const { path, text } of files()) expect(readFileSync(path, "utf8")).toBe(text);
});

test("a file in the place of a folder is told, and nothing is written", () => {
  writeFileSync(join(folder.path, "new"), "");
  expect(() => writeNewFiles(files())).toThrow(/could not be written/);
  expect(listed()).toEqual(["new", "there"]);
});
