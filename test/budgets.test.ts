/** A repository that asks too much holds its team, and the others go on (docs/semantics.md#budgets). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { workloadBudget } from "@kalypso-actions/resources";
import { describe, expect, test } from "vitest";
import { type Files, host, Platform, resource } from "./support/platform.ts";
import { repositoryRoot } from "./support/process.ts";

const everything = ["bank-test", "shop-test"].flatMap((name) => [`east/${name}`, `west/${name}`]).sort();

const target = (name: string, more: object = {}) => ({
  name,
  environment: "dev",
  labels: { tier: "edge" },
  manifests: { repo: `${host}/shop`, branch: "dev", path: "." },
  ...more,
});

const shop = (targets: readonly object[], more: object = {}) =>
  resource("Workload", "shop", { deploymentTargets: targets, ...more });

/** That many files, of which the first is the Workload. */
function files(count: number, text: string): Files {
  const others = Array.from({ length: count }, (_, index) => [`more/${index}.yaml`, text]);
  return { "shop.yaml": shop([target("test")]), ...Object.fromEntries(others) };
}

const MiB = 1024 * 1024;
const schema = `type: object\n#${"x".repeat(100_000)}`;

/** Each is over one limit, in files that are each within the limit of a file. */
const over: Readonly<Record<keyof typeof workloadBudget, () => Files>> = {
  files: () => files(workloadBudget.files, "# nothing\n"),
  bytes: () => files(17, `#${"x".repeat(MiB - 1)}`),
  documents: () => files(4, "---\n#\n".repeat(5_001)),
  steps: () => files(2, `a: [${"x,".repeat(250_000)}]\n`),
  targets: () =>
    Object.fromEntries(
      Array.from({ length: 6 }, (_, part) => [
        `${part}.yaml`,
        resource("Workload", `shop-${part}`, {
          deploymentTargets: Array.from({ length: 1_000 }, (_, index) => target(`t${index}`)),
        }),
      ]),
    ),
  schemaText: () => ({
    "shop.yaml": shop(
      Array.from({ length: 200 }, (_, index) => target(`t${index}`)),
      { configSchemas: [schema] },
    ),
  }),
};

const limits = Object.keys(over) as readonly (keyof typeof workloadBudget)[];

test.each<readonly [string, Files]>([
  ["folders inside each other", { [`${"a/".repeat(51)}x.yaml`]: "# nothing\n" }],
  [
    "paths for its patterns",
    {
      ".sourceignore": Array.from({ length: 500 }, (_, index) => `**/a*b*${index}/c`).join("\n"),
      ...Object.fromEntries(
        Array.from({ length: 60 }, (_, index) => [
          `${index}/${`${"ab".repeat(40)}/`.repeat(45)}x.yaml`,
          "# nothing\n",
        ]),
      ),
    },
  ],
])("a repository with too many %s is held before its paths are compared with anything", async (_, asks) => {
  const platform = new Platform();
  await platform.roll();
  platform.repositories.push("shop", "main", asks);
  const { told } = await platform.roll();
  const problems = told.filter((line) => line.includes("-held:"));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(
    /^warning registration-held: .*WorkloadRegistration `shop`: .* has (?:a file in )?more than \d+ /,
  );
  expect(platform.assignments()).toEqual([...everything].sort());
});

test.each<readonly [string, Files]>([
  ["a pattern too long to be compiled", { ".sourceignore": "a".repeat(100_000), "x.yaml": "# nothing\n" }],
  ["a file outside of its folder", { "../x.yaml": "# nothing\n" }],
  ["a file at the root of the machine", { "/x.yaml": "# nothing\n" }],
  [
    "a name that is tagged as merged maps",
    { "x.yaml": shop([target("test")]).replace('"shop"', "!!merge <<") },
  ],
  ["a file in a folder without a name", { "a//x.yaml": "# nothing\n", "./y.yaml": "# nothing\n" }],
])("a repository with %s is held, and the other team goes on", async (_, asks) => {
  const platform = new Platform();
  await platform.roll();
  platform.repositories.push("shop", "main", asks);
  platform.repositories.push("bank", "main", {
    "bank.yaml": resource("Workload", "bank", { deploymentTargets: [target("test"), target("new")] }),
  });
  const { told } = await platform.roll();
  expect(told.filter((line) => line.startsWith("warning registration-held: "))).toHaveLength(1);
  const { told: stopped } = await platform.schedule({ onWorkloadError: "stop" });
  expect(stopped.filter((line) => line.startsWith("error "))).toHaveLength(1);
  expect(stopped.some((line) => line.startsWith("error repository-unreadable: "))).toBe("/x.yaml" in asks);
  expect(platform.assignments()).toEqual([...everything, "east/bank-new", "west/bank-new"].sort());
});

describe.each(limits)("a repository over the limit of %s", (limit) => {
  test("is held, and the other team goes on", async () => {
    const platform = new Platform();
    await platform.roll();
    const asks = over[limit]();
    expect(Math.max(...Object.values(asks).map((text) => text.length))).toBeLessThanOrEqual(MiB);
    platform.repositories.push("shop", "main", asks);
    platform.repositories.push("bank", "main", {
      "bank.yaml": resource("Workload", "bank", { deploymentTargets: [target("test"), target("new")] }),
    });
    const { told } = await platform.roll();
    const problems = told.filter((line) => line.includes("-held:"));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^warning registration-held: .*WorkloadRegistration `shop`: .* has \d+ /);
    expect(problems[0]).toContain(`expected at most ${workloadBudget[limit]}`);
    expect(platform.assignments()).toEqual([...everything, "east/bank-new", "west/bank-new"].sort());
  });

  test("stops the run where every error of a team does", async () => {
    const platform = new Platform();
    await platform.roll();
    platform.repositories.push("shop", "main", over[limit]());
    const { told, isFailed } = await platform.schedule({ onWorkloadError: "stop" });
    expect(isFailed).toBe(true);
    expect(told.filter((line) => line.startsWith("error repository-over-budget: "))).toHaveLength(1);
  });
});

test("every limit is in the documentation, with its number", () => {
  const page = readFileSync(join(repositoryRoot, "docs/semantics.md"), "utf8");
  const table = /### Budgets\n([\s\S]*?)\n#/.exec(page)?.[1] ?? "";
  const numbers = [...table.matchAll(/^\| [^|]+ \| ([\d,]+)/gm)].map(([, number = ""]) =>
    Number(number.replaceAll(",", "")),
  );
  expect(numbers).toEqual(Object.values(workloadBudget));
});
