import type { Diagnostic } from "@kalypso-actions/diagnostics";
import { joinProblems } from "@kalypso-actions/manifests";
import { expect, test } from "vitest";
import { emptySchedule } from "./schedule.ts";

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
  const problem = {
    diagnostic,
    id: diagnostic.message,
    cause: {},
    assignments: [{ name, number }],
    first: number,
    place: 0,
  };
  return { own: [], problems: [problem], notices: [], objects: new Uint32Array(), rendered: [] };
}

test("reports the schema that the first assignment violates, whichever part finishes first", () => {
  const parts = [part(broken("late.yaml"), "z", 7), part(broken("early.yaml"), "a", 2)];
  const { diagnostics } = joinProblems(parts, { schedule: emptySchedule });
  expect(diagnostics).toEqual(joinProblems([...parts].reverse(), { schedule: emptySchedule }).diagnostics);
  expect(diagnostics.map(({ related }) => related?.[0]?.place.file)).toEqual(["early.yaml"]);
});
