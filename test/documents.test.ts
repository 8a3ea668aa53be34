import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { documents } from "../scripts/generate/documents.ts";
import { repositoryRoot } from "./support/process.ts";

const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: repositoryRoot,
  encoding: "utf8",
}).split("\n");
const read = (path: string) => readFileSync(join(repositoryRoot, path), "utf8");
describe("CONTRIBUTING", () => {
  const text = read("CONTRIBUTING.md");

  test("names files and folders that exist", () => {
    const codes = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
    const paths = codes.filter((code) => /^[\w./-]+\.(?:ts|md|yml|yaml)$|^[\w-]+\/[\w./-]+$/.test(code));
    const isThere = (path: string) =>
      tracked.some((file) => file === path || file.endsWith(`/${path}`) || file.startsWith(`${path}/`));
    const missing = paths.map((path) => path.replace(/\/$/, "")).filter((path) => !isThere(path));
    expect(missing).toEqual([]);
    expect(paths.length).toBeGreaterThan(15);
  });

  test("names commands that package.json has", () => {
    const { scripts } = JSON.parse(read("package.json"));
    const commands = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name);
    expect(commands.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  test("names packages that exist", () => {
    const names = [...text.matchAll(/package `([\w-]+)`/g)].map(([, name = ""]) => name);
    const known = tracked
      .filter((path) => path.endsWith("/package.json") && existsSync(join(repositoryRoot, path)))
      .map((path) => JSON.parse(read(path)).name);
    expect(names.filter((name) => !known.includes(`@kalypso-actions/${name}`))).toEqual([]);
    expect(names.length).toBeGreaterThan(3);
  });
});

test("changesets keep the changelog for the repository's own version", () => {
  const config = JSON.parse(read(".changeset/config.json"));
  expect(config).toMatchObject({ baseBranch: "main", privatePackages: { version: true } });
  expect(read("CHANGELOG.md")).toMatch(/^# kalypso-actions\n/);
});

test("the examples in the sandbox's README compile", () => {
  const source = read("test/support/sandbox-examples.ts").replaceAll(/^ {2}/gm, "");
  const shown = [...read("packages/sandbox/README.md").matchAll(/^```ts\n([\s\S]*?)^```/gm)];
  expect(shown.length).toBe(3);
  for (const [, example = ""] of shown) expect(source).toContain(example);
});

test("every file in a generated folder is still generated", () => {
  const generated = documents(repositoryRoot);
  const schemas = readdirSync(join(repositoryRoot, "docs/schemas")).map((name) => `docs/schemas/${name}`);
  expect(schemas.filter((path) => !generated.has(path))).toEqual([]);
});
