import { joinProblems, type PartProblems, PartRenderer } from "@kalypso-actions/manifests";
import type { Schedule } from "@kalypso-actions/resources";
import { expect, test } from "vitest";
import { scheduleWith } from "./schedule.ts";

const unexpected = new Error("nobody expected this");

type Field = "labels" | "manifests" | "configSchemas";

/** Fails when it is read, as only a mistake of ours could. */
const failing = Object.defineProperty({}, "x", {
  enumerable: true,
  get: () => {
    throw unexpected;
  },
});

/** Two teams with a target each; the given fields of their targets have something that fails. */
function twoTeams(...fails: readonly (Field | undefined)[]): Schedule {
  const schedule = scheduleWith("{{Workload}}{{Labels.y}}{{Manifests.y}}", 2);
  const source = { role: "workload" as const, ref: "main", commit: "c", path: "" };
  return {
    ...schedule,
    sources: fails.map((_, team) => ({
      ...source,
      repo: `https://github.com/t/${team}`,
      registrations: [`r${team}`],
    })),
    deploymentTargets: schedule.deploymentTargets.map((target, index) => {
      const field = fails[index];
      const place = { file: `${index}.yaml`, line: 3, column: 7 };
      const own = { ...target, registration: `r${index}`, labels: { y: "" }, manifests: { y: "" }, place };
      if (field === undefined) return own;
      return {
        ...own,
        [field]:
          field === "configSchemas"
            ? [
                new Proxy(
                  {},
                  {
                    get: () => {
                      throw unexpected;
                    },
                  },
                ),
              ]
            : failing,
      };
    }),
  };
}

function rolled(schedule: Schedule) {
  const renderer = new PartRenderer(schedule);
  const folders = [...renderer.render(schedule.assignments)].map(({ folder }) => folder);
  const problems: PartProblems = renderer.problems;
  return { folders, ...joinProblems([problems], { schedule }) };
}

test.each<Field>(["labels", "manifests", "configSchemas"])(
  "what this code fails over in a team's %s holds the team, and the others are rendered",
  (field) => {
    const { folders, diagnostics, held } = rolled(twoTeams(field, undefined));
    expect(folders).toEqual(["a/t-1", "b/t-1"]);
    expect(held.map(({ workload, assignments }) => [workload, Object.keys(assignments)])).toEqual([
      ["w0", ["a/t-0", "b/t-0"]],
    ]);
    expect(diagnostics.map(({ severity, code }) => [severity, code])).toEqual([
      ["warning", "rendering-failed"],
      ["warning", "workload-held"],
    ]);
    expect(diagnostics[0]).toMatchObject({
      message: "nobody expected this (assignments `t-0-a`, `t-0-b`)",
      place: { file: "0.yaml", line: 3 },
    });
  },
);

test("a template that fails with every team's texts stops the environment", () => {
  expect(() => rolled(twoTeams("manifests", "manifests"))).toThrow(unexpected);
});
