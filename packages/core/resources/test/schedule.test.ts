import { expect, test } from "vitest";
import { formatSchedule, parseSchedule, type Schedule, scheduleVersion } from "../src/index.ts";

const place = { file: "workload.yaml", line: 1, column: 1 };

function scheduleWith(manifests: Record<string, string>, labels: Record<string, string> = {}): Schedule {
  return {
    apiVersion: scheduleVersion,
    kind: "Schedule",
    environment: "dev",
    promotedCommit: null,
    gitops: { repo: "https://github.com/contoso/gitops", branch: "dev", path: "" },
    sources: [],
    clusterTypes: [],
    deploymentTargets: [
      {
        name: "app-test",
        workload: "app",
        registration: "app",
        workspace: "",
        labels,
        manifests,
        configSchemas: [],
        place,
      },
    ],
    templates: [],
    configMaps: [],
    configSchemas: [],
    policies: [],
    assignments: [],
    held: [],
  };
}

function messages(schedule: Schedule): readonly string[] {
  return parseSchedule(formatSchedule(schedule), "schedule.json").diagnostics.map(({ message }) => message);
}

test("an edited Schedule cannot bring text into templates that a Workload could not", () => {
  expect(messages(scheduleWith({ repo: "https://github.com/contoso/app" }, { purpose: "test" }))).toEqual([]);
  expect(
    messages(scheduleWith({ path: "x\n---", "{{ key }}": "y" }, { purpose: "a\nb", "a\nb": "c" })),
  ).toEqual([
    expect.stringContaining("`deploymentTargets.0.labels.purpose`"),
    expect.stringContaining("`deploymentTargets.0.labels.a\nb`"),
    expect.stringContaining("`deploymentTargets.0.manifests.path`"),
    expect.stringContaining("`deploymentTargets.0.manifests.{{ key }}`"),
  ]);
});
