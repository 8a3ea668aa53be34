import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, matchesGlob } from "node:path";
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

describe("the schemas for editors", () => {
  interface Catalogue {
    readonly schemas: readonly { readonly url: string; readonly fileMatch: readonly string[] }[];
  }
  const { schemas }: Catalogue = JSON.parse(read("docs/schemas/catalog.json"));
  /** Resources of the examples: everything else in YAML there is a workflow, a manifest, a chart or its values. */
  const resources = tracked.filter(
    (path) =>
      /^workflows-examples\/(?:control-plane(?:-go-templates)?|\w+-src)\/.*\.ya?ml$/.test(path) &&
      /^apiVersion: scheduler\.kalypso\.io|^ {4}platform-config: "true"$/m.test(read(path)),
  );

  test("the catalogue finds exactly one schema for each resource of the examples, and that one is there", () => {
    expect(resources.length).toBeGreaterThan(20);
    const found = resources.map((path) => [
      path,
      schemas.filter(({ fileMatch }) => fileMatch.some((glob) => matchesGlob(path, glob))).length,
    ]);
    expect(found.filter(([, count]) => count !== 1)).toEqual([]);
    for (const { url } of schemas)
      expect(tracked).toContain(new URL(url).pathname.replace(/^(?:\/[^/]+){3}\//, ""));
  });

  test("the page's settings name the schema that is published, and the folders of the catalogue", () => {
    const page = read("docs/editors.md");
    const [, settings = "{}"] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
    const [[address, globs]] = Object.entries(JSON.parse(settings)["yaml.schemas"]) as [[string, string[]]];
    expect(JSON.parse(read("docs/schemas/kalypso.json")).$id).toBe(address);
    expect(page).toContain(`# yaml-language-server: $schema=${address}\n`);
    const plane = resources.filter((path) => path.includes("/control-plane/"));
    const inBranch = plane.map((path) => path.split("/").slice(3).join("/"));
    expect(inBranch.filter((path) => !globs.some((glob) => matchesGlob(path, glob)))).toEqual([]);
  });
});
