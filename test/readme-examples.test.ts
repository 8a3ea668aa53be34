/** The workflows in the READMEs: as far as they are shown, they work as they are. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { repositoryRoot } from "./support/process.ts";

type Texts = Readonly<Record<string, unknown>>;

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly with?: Texts;
}

interface Job {
  readonly "runs-on"?: string;
  readonly steps?: readonly Step[];
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly outputs: Texts;
}

const own = /^kalypso-actions\/kalypso-actions\/actions\/([\w-]+)@v1$/;
const read = (path: string) => readFileSync(join(repositoryRoot, path), "utf8");
const actions = readdirSync(join(repositoryRoot, "actions"));
const known = new Map(actions.map((name) => [name, parse(read(`actions/${name}/action.yml`)) as Action]));

const examples = ["README.md", ...actions.map((name) => `actions/${name}/README.md`)].flatMap((page) =>
  [...read(page).matchAll(/^```yaml\n([\s\S]*?)^```/gm)]
    .map(([, text = ""]) => text)
    .filter((text) => text.includes("uses: "))
    .map((text, index) => ({ page, number: index + 1, text })),
);

/** A workflow, jobs, a job or steps: what an example shows. */
function jobsOf(example: unknown): readonly Job[] {
  if (Array.isArray(example)) return [{ "runs-on": "any", steps: example as readonly Step[] }];
  const shown = example as {
    readonly jobs?: Readonly<Record<string, Job>>;
    readonly steps?: readonly Step[];
  };
  if (shown.jobs !== undefined) return Object.values(shown.jobs);
  return shown.steps === undefined
    ? Object.values(shown as Readonly<Record<string, Job>>)
    : [{ ...(shown as Job), "runs-on": "any" }];
}

function actionOf({ uses = "" }: Step): Action | undefined {
  return known.get(own.exec(uses)?.[1] ?? "");
}

test("there are examples of every action", () => {
  for (const name of actions) {
    const shown = examples.filter(({ page }) => page === `actions/${name}/README.md`);
    expect(shown.length, name).toBeGreaterThan(1);
  }
});

describe.each(examples)("example $number of $page", ({ text }) => {
  const example: unknown = parse(text);
  const jobs = jobsOf(example);
  const steps = jobs.flatMap((job) => job.steps ?? []);

  test("is a whole workflow if it has a trigger, and whole jobs if it names them", () => {
    if (typeof example === "object" && example !== null && "on" in example)
      expect(Object.keys(example)).toContain("jobs");
    for (const job of jobs) expect(job).toMatchObject({ "runs-on": expect.anything() });
  });

  test("gives the actions inputs that they have, and all that they require", () => {
    for (const step of steps.filter(({ uses }) => uses?.startsWith("kalypso-actions/"))) {
      expect(step.uses).toMatch(own);
      const inputs = actionOf(step)?.inputs ?? {};
      const required = Object.keys(inputs).filter((name) => inputs[name]?.required === true);
      expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
      expect(Object.keys(step.with ?? {})).toEqual(expect.arrayContaining(required));
    }
  });

  test("uses outputs that the actions have", () => {
    for (const [, id = "", output = ""] of text.matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)) {
      // A step that is not shown has the name of its action.
      const action = actionOf(steps.find((step) => step.id === id) ?? {}) ?? known.get(id);
      if (action !== undefined) expect(Object.keys(action.outputs)).toContain(output);
    }
  });
});
