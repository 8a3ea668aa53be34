import type { Diagnostic } from "@kalypso-actions/diagnostics";
import { joinProblems } from "@kalypso-actions/manifests";
import type { Schedule } from "@kalypso-actions/resources";
import { expect, test } from "vitest";

/** One value that violates the schemas of two cluster types. */
function broken(schema: string): Diagnostic {
  return {
    severity: "error",
    code: "config-invalid",
    message: "`TIER` must be one of a, b",
    place: { file: "config.yaml", line: 5, column: 3 },
    related: [{ message: "the schema", place: { file: schema, line: 1, column: 1 } }],
  };
}

function part(diagnostic: Diagnostic, name: string, number: number) {
  const problem = { diagnostic, cause: {}, assignments: [{ name, number }], first: number, place: 0 };
  return { own: [], problems: [problem], notices: [], rendered: [] };
}

const schedule: Schedule = {
  apiVersion: "kalypso-actions/v1",
  kind: "Schedule",
  environment: "dev",
  promotedCommit: null,
  gitops: { repo: "", branch: "", path: "" },
  sources: [],
  clusterTypes: [],
  deploymentTargets: [],
  templates: [],
  configMaps: [],
  configSchemas: [],
  policies: [],
  assignments: [],
  held: [],
};

test("reports the schema that the first assignment violates, whichever part finishes first", () => {
  const parts = [part(broken("late.yaml"), "z", 7), part(broken("early.yaml"), "a", 2)];
  const { diagnostics } = joinProblems(parts, { schedule });
  expect(diagnostics).toEqual(joinProblems([...parts].reverse(), { schedule }).diagnostics);
  expect(diagnostics.map(({ related }) => related?.[0]?.place.file)).toEqual(["early.yaml"]);
});
