import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { pathsBelow } from "./support/paths.ts";
import { repositoryRoot } from "./support/process.ts";

const variants = join(repositoryRoot, "docs/github-enterprise-server");
const examples = join(repositoryRoot, "workflows-examples");

function workflowsIn(folder: string): readonly string[] {
  return pathsBelow(folder)
    .filter((path) => /workflows\/[^/]+\.yml$/.test(path))
    .sort();
}

type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** Normalises both servers: without `queue` and artifact action releases. */
function common(value: Value): Value {
  if (Array.isArray(value)) return value.map(common);
  if (typeof value === "string") return value.replace(/^(actions\/upload-artifact)@.*$/, "$1");
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "queue")
      .map(([key, item]) => [key, common(item)]),
  );
}

const read = (folder: string, path: string) => readFileSync(join(folder, path), "utf8");

describe.each(workflowsIn(variants))("%s", (path) => {
  test("equals the github.com example, except for what Enterprise Server does not support", () => {
    expect(common(parse(read(variants, path)))).toEqual(common(parse(read(examples, path))));
  });

  test("uses no queue, and no artifact actions that the server rejects", () => {
    const text = read(variants, path);
    expect(text).not.toMatch(/queue:/);
    for (const [, version = ""] of text.matchAll(/(?:up|down)load-artifact@\S+ # v(\d+)/g))
      expect(version).toBe("3");
  });
});

test("exists for every example that Enterprise Server cannot run, except the shards", () => {
  const needed = workflowsIn(examples).filter((path) => /queue:|load-artifact@/.test(read(examples, path)));
  const missing = needed.filter((path) => !existsSync(join(variants, path)));
  expect(missing.map((path) => path.split("/").at(-1))).toEqual(["schedule-environment-in-shards.yml"]);
  expect(needed).toHaveLength(workflowsIn(variants).length + 1);
});

test("the page names every action that the variants and the other examples need", () => {
  const page = readFileSync(join(repositoryRoot, "docs/github-enterprise-server.md"), "utf8");
  const used = [examples, variants]
    .flatMap((folder) => workflowsIn(folder).map((path) => read(folder, path)))
    .flatMap((text) => [...text.matchAll(/uses: ([\w-]+\/[\w-]+)@/g)].map(([, name = ""]) => name));
  // Only the shards download artifacts, and they have no variant.
  const needed = [...new Set(used)].filter((name) => name !== "actions/download-artifact");
  expect(needed.length).toBeGreaterThan(3);
  expect(needed.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
