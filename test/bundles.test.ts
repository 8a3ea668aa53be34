import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const actions = fileURLToPath(new URL("../actions", import.meta.url));

/** What only this engine has in its code, and no minifier changes: text of its messages, names of its headers. */
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
 * What each bundle may weigh, in kilobytes, about three percent above what it does, and the engines that its action
 * runs. One that grows beyond it has taken something in: see what, and whether the action runs it, before the number.
 */
const budgets: Readonly<Record<string, readonly [kilobytes: number, ...engines: readonly Engine[]]>> = {
  // Asks Azure and GitHub; reads inventories.
  checkpromote: [1_154, "Azure", "octokit", "undici", "zod"],
  // Reads resources with git, and asks no server.
  environments: [284, "YAML", "zod"],
  // Reads inventories; tells GitHub.
  notify: [638, "octokit", "undici", "zod"],
  // Reads inventories, and ConfigMaps for the pull request's text.
  "open-pr": [781, "octokit", "undici", "YAML", "zod"],
  promote: [797, "octokit", "undici", "YAML", "zod"],
  // Keeps issues on GitHub.
  render: [1_267, "Go templates", "mustache", "ajv", "octokit", "undici", "YAML", "zod"],
  schedule: [345, "YAML", "zod"],
};

test("each action has a budget", () => {
  expect(Object.keys(budgets)).toEqual(readdirSync(actions));
});

describe.each(Object.entries(budgets))("the bundle of %s", (action, [kilobytes, ...wanted]) => {
  const text = readFileSync(`${actions}/${action}/dist/index.js`);

  test("stays within its budget", () => {
    expect(text.length / 1_000).toBeLessThan(kilobytes);
  });

  test("holds the engines that the action runs, and no other", () => {
    const found = Object.entries(engines).filter(([, marker]) => text.includes(marker));
    expect(found.map(([engine]) => engine)).toEqual(
      Object.keys(engines).filter((name) => wanted.includes(name as Engine)),
    );
  });
});
