import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { isFailure, parse, render, strictOptions } from "@kalypso-actions/go-template";
import { ValueMap } from "@kalypso-actions/yaml-values";
import { describe, expect, test } from "vitest";
import { goData } from "../../src/go/data.ts";

const recordings = new URL("../../../../../test/vectors/sprig/renderings.jsonl.gz", import.meta.url);
const lines = gunzipSync(readFileSync(recordings)).toString("utf8").trimEnd().split("\n");
const recorded = lines.map((line) => JSON.parse(line) as readonly [template: string, result: string | null]);

const fields = {
  DeploymentTargetName: "app-t",
  Namespace: "dev-drone-app-t",
  Environment: "dev",
  Workspace: "team",
  Workload: "app",
  ClusterType: "drone",
  Labels: {},
  Manifests: {},
};

const data = goData({
  ...fields,
  // The data that test/vectors/sprig/recorder renders with.
  ConfigData: {
    huge: 18446744073709551615n,
    above: 9223372036854775808n,
    big: 9223372036854775807n,
    least: -9223372036854775808n,
    float: 2.9,
    wide: 1e19,
    yes: true,
    none: null,
    list: [1n, 2n, 3n, 4n, 5n],
  },
});

function outcome(template: string): string | undefined {
  const parsed = parse("template", template, strictOptions);
  if (isFailure(parsed)) return undefined;
  const result = render(parsed, data, strictOptions);
  return "text" in result ? result.text : undefined;
}

function nameOf(template: string): string {
  return /\b[a-z]\w+/.exec(template)?.[0] ?? "";
}

describe("matches the operator's version of sprig byte for byte", () => {
  const byName = Map.groupBy(recorded, ([template]) => nameOf(template));
  test.each([...byName.keys()])("%s", (name) => {
    const rendered = (byName.get(name) ?? []).filter(([, result]) => result !== null);
    const found = rendered.map(([template]) => [template, outcome(template)]);
    expect(found).toEqual(rendered);
  });

  test("the recordings exist", () => expect(recorded.length).toBe(12_000));
});

test.each([
  ['{{ int "08" }} {{ int "010" }} {{ int "0x1f" }} {{ int "1_000" }} {{ int "7.0" }}', "8 10 0 0 0"],
  ["{{ int .ConfigData.huge }}", "9223372036854775807"],
  ['{{ camelcase "GO_PATH" }}', "GOPATH"],
  ['{{ semverCompare "^0.2" "0.3.0" }} {{ semverCompare "<=1.2" "1.2.9" }}', "true false"],
])("%s is %s", (template, expected) => expect(outcome(template)).toBe(expected));

/** Kalypso leaves the maps, as in `m:\n    a: 1`: see docs/semantics.md#templates-and-files. */
test.each([
  ["a", "m: |\n    a: 1\nt: x"],
  [8080n, "m: |\n    8080: 1\nt: x"],
] as const)(
  "stringify turns maps of the platform configuration with keys like %s into strings",
  (key, expected) => {
    const withMap = goData({ ...fields, ConfigData: { m: new ValueMap([[key, 1n]]), t: "x" } });
    const parsed = parse("template", "{{ stringify .ConfigData }}", strictOptions);
    expect(isFailure(parsed) ? parsed : render(parsed, withMap, strictOptions)).toEqual({ text: expected });
  },
);
