import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { bundles } from "../rolldown.config.ts";
import { noticesFile } from "../scripts/generate/notices.ts";
import { repositoryRoot } from "./support/process.ts";

/** Strings that only this engine's code contains and that no minifier changes: parts of messages, names of headers. */
const engines = {
  "Go templates": "nil pointer evaluating",
  mustache: "Unclosed tag",
  ajv: "must NOT have additional properties",
  Azure: "ClientAssertionCredential",
  octokit: "octokit-core.js",
  undici: "UND_ERR_",
  YAML: "Nested mappings are not allowed in compact mappings",
  zod: "ZodError",
} as const;

type Engine = keyof typeof engines;

/**
 * The size limit of each bundle in kilobytes, about three percent above its size, and the engines that its action runs.
 * If a bundle exceeds its limit, find out what was added and whether the action runs it before raising the number.
 */
const budgets: Readonly<Record<string, readonly [kilobytes: number, ...engines: readonly Engine[]]>> = {
  // Queries Azure and GitHub; reads inventories, and with git what the environment has pinned.
  checkpromote: [1_370, "Azure", "octokit", "undici", "YAML", "zod"],
  // Reads resources with git, and asks no server.
  environments: [322, "YAML", "zod"],
  // Reads inventories; tells GitHub.
  notify: [638, "octokit", "undici", "zod"],
  // Reads inventories, and ConfigMaps for the text of the pull request.
  "open-pr": [812, "octokit", "undici", "YAML", "zod"],
  // Renders twice, and comments on GitHub.
  preview: [1_500, "Go templates", "mustache", "ajv", "octokit", "undici", "YAML", "zod"],
  promote: [850, "octokit", "undici", "YAML", "zod"],
  // Keeps issues on GitHub.
  render: [1_310, "Go templates", "mustache", "ajv", "octokit", "undici", "YAML", "zod"],
  schedule: [424, "YAML", "zod"],
};

test("each action has a budget", () => {
  expect(Object.keys(budgets)).toEqual(readdirSync(join(repositoryRoot, "actions")));
});

describe.each(Object.entries(budgets))("the bundle of %s", (action, [kilobytes, ...wanted]) => {
  const text = readFileSync(join(repositoryRoot, "actions", action, "dist/index.js"));

  test("stays within its budget", () => {
    expect(text.length / 1_000).toBeLessThan(kilobytes);
  });

  test("contains the engines that the action runs, and no others", () => {
    const found = Object.entries(engines).filter(([, marker]) => text.includes(marker));
    expect(found.map(([engine]) => engine)).toEqual(
      Object.keys(engines).filter((name) => wanted.includes(name as Engine)),
    );
  });
});

describe.each(bundles.map(({ output }) => output.file))("%s", (file) => {
  const folder = join(repositoryRoot, dirname(file));

  test("is alone in its folder, except for the licences of its contents", () => {
    expect(readdirSync(folder).sort()).toEqual([noticesFile, "index.js"].sort());
  });

  test("contains nothing about the machine that built it", () => {
    for (const name of readdirSync(folder)) {
      const text = readFileSync(join(folder, name), "utf8");
      for (const place of [repositoryRoot, homedir(), "node_modules/.pnpm"])
        expect(text.includes(place), `${name} holds ${place}`).toBe(false);
    }
  });
});
