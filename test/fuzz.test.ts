/** A short part of the fuzz (`npm run torture` runs a million inputs), and what it has found. */
import { checkManifests, manifestObjects } from "@kalypso-actions/manifests";
import { readResources } from "@kalypso-actions/resources";
import { compileTemplate } from "@kalypso-actions/templates";
import { afterEach, expect, test, vi } from "vitest";
import { Dice } from "../scripts/bench/random.ts";
import { areaNames, areas } from "../scripts/torture/fuzz-areas.ts";
import { seedOf } from "../scripts/torture/fuzz-part.ts";

afterEach(() => void vi.restoreAllMocks());

test.each(areaNames)("no input of %s is a crash", (name) => {
  for (let index = 0; index < 60; index++) {
    const { input, run } = areas[name](new Dice(seedOf(20, index)));
    expect(run, `input ${index}: ${input.slice(0, 200)}`).not.toThrow();
  }
});

test("inputs depend only on the seed and their number", () => {
  const inputs = (seed: number) =>
    areaNames.map((name) => areas[name](new Dice(seedOf(seed, 5))).input).join("\n");
  expect(inputs(1)).toBe(inputs(1));
  expect(inputs(1)).not.toBe(inputs(2));
});

const deep = `apiVersion: v1\nkind: Workload\nmetadata:\n  name: app\na: ${": ".repeat(5_000)}b\n`;

test("nesting that the YAML library's parser itself cannot follow is a problem of the file, which names its resource", () => {
  const { diagnostics, value } = readResources([{ path: "f.yaml", text: deep }]);
  expect(diagnostics).toMatchObject([
    { code: "yaml-syntax", message: "the file is nested too deeply to be read" },
  ]);
  expect(value.resources.Workload).toEqual([]);
  // How deep is too deep depends on the stack.
  const problems = checkManifests(deep);
  expect(problems[0]?.type).toBe("incomplete");
  expect(problems.length).toBeLessThanOrEqual(20);
  expect(manifestObjects(deep)).toEqual([]);
});

test("a mustache name of many parts is looked up once, not in every way to divide it", () => {
  const origin = { file: "t.yaml", line: 1, column: 1, verbatim: true };
  const text = `{{ConfigData${".a".repeat(1_000)}}}`;
  const { value } = compileTemplate({ name: "t", text, origin });
  const data = {
    DeploymentTargetName: "app-t",
    Namespace: "dev-drone-app-t",
    Environment: "dev",
    Workspace: "team",
    Workload: "app",
    ClusterType: "drone",
    Labels: {},
    Manifests: {},
    ConfigData: {},
  };
  expect(value?.render(data).diagnostics).toMatchObject([{ code: "template-value-missing" }]);
});

test("the YAML library prints no warnings, which would show the text of others", () => {
  const warn = vi.spyOn(process, "emitWarning").mockReturnValue();
  manifestObjects("apiVersion: v1\nkind: A\nmetadata: {name: x}\n? {::add-mask: x}\n: y\n");
  expect(warn).not.toHaveBeenCalled();
});
