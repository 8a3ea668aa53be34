import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryRoot } from "../../../../test/support/process.ts";
import { helm } from "../src/helm.ts";

const vectors = join(repositoryRoot, "test/vectors/helm");
const runs: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(join(vectors, "runs.json"), "utf8"),
);

interface Said {
  readonly exitCode: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** Helm's output, or its error if it failed. */
function recorded(name: string): Said {
  const [out, error] = ["out", "err"].map((end) => join(vectors, "recorded", `${name}.${end}`));
  if (out !== undefined && existsSync(out)) return { exitCode: 0, stdout: readFileSync(out, "utf8") };
  return { exitCode: 1, stderr: readFileSync(error ?? "", "utf8") };
}

async function standIn(args: readonly string[]): Promise<Said> {
  const said = { stdout: "", stderr: "" };
  const exitCode = await helm(args, {
    folder: repositoryRoot,
    print: (text) => {
      said.stdout += text;
    },
    complain: (text) => {
      said.stderr += text;
    },
  });
  return exitCode === 0 ? { exitCode, stdout: said.stdout } : { exitCode, stderr: said.stderr };
}

/** What the stand-in refuses, and why: it never prints anything that helm would print differently. */
const refused: Readonly<Record<string, string>> = {
  "api-versions": "the use of .Capabilities.APIVersions or .HelmVersion (api-versions/templates/a.yaml)",
  "from-broken": "only helm knows what is wrong with this text",
  "helm-files": "the use of .Files (helm-files/templates/a.yaml)",
  hooks: "hooks (hooks/templates/a.yaml)",
  ignored: "ignoring files with .helmignore",
  "kube-version": "printing .Capabilities.KubeVersion as a whole (kube-version/templates/a.yaml)",
  parent: "charts with dependencies (charts/)",
  "range-integer": "range can't iterate over 2",
  schema: "value checks with values.schema.json",
  "set-list": "lists in --set list={a,1,true}",
  "set-list-index": "lists in --set list[0]=9,other[1]=x",
  "set-no-key": "empty names in --set =x",
  toml: 'function "toToml" not defined',
  "unknown-function": 'function "nothing" not defined',
  "values-methods": "the use of methods of .Values (values-methods/templates/a.yaml)",
};

const isRefused = (name: string) => Object.hasOwn(refused, name);

/** The part after this comes from the YAML parser, which differs. */
const untilParser = (text: string | undefined) =>
  text?.replace(/(?<=converting YAML to JSON: yaml: ).*/, "...");

test.each(Object.entries(runs).filter(([name]) => !isRefused(name)))(
  "%s gives what helm gives",
  async (name, args) => {
    const [{ stderr, ...own }, { stderr: expected, ...others }] = [await standIn(args), recorded(name)];
    expect(own).toEqual(others);
    expect(untilParser(stderr)).toBe(untilParser(expected));
  },
);

test.each(Object.entries(refused))("%s is refused: %s", async (name, what) => {
  const { exitCode, stderr } = await standIn(runs[name] ?? []);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^Error: not supported: /);
  expect(stderr).toContain(what);
});
