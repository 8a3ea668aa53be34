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

test("an edited Schedule cannot put text into templates that a Workload could not", () => {
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

test.each([
  ["{", "schedule-invalid", "the file is not JSON: "],
  ["[]", "schedule-version", 'the file has no apiVersion; expected "kalypso-actions/v1"'],
  ["null", "schedule-version", 'the file has no apiVersion; expected "kalypso-actions/v1"'],
  [
    '{"apiVersion": "kalypso-actions/v9"}',
    "schedule-version",
    'the file has apiVersion "kalypso-actions/v9"; expected "kalypso-actions/v1"',
  ],
  ['{"apiVersion": "kalypso-actions/v1"}', "schedule-invalid", "`kind`: "],
])("%s is not a Schedule", (text, code, message) => {
  const { value, diagnostics } = parseSchedule(text, "schedule.json");
  expect(value).toBeUndefined();
  expect(diagnostics[0]).toMatchObject({ code, place: { file: "schedule.json", line: 1, column: 1 } });
  expect(diagnostics[0]?.message).toContain(message);
});

test("an assignment refers only to a cluster type and a target in the Schedule", () => {
  const assignment = {
    name: "a",
    deploymentTarget: "app-test",
    clusterType: "drone",
    namespace: "dev-drone-app-test",
    policies: ["p"],
  };
  const drone = { name: "drone", labels: {}, reconciler: "r", namespaceService: "n", configType: "c", place };
  const held = (more: Partial<Schedule>) =>
    messages({ ...scheduleWith({}), assignments: [assignment], ...more });
  expect(held({ clusterTypes: [drone] })).toEqual([]);
  const refused = ["the assignment `a` refers to something that is not in the Schedule"];
  expect(held({})).toEqual(refused);
  expect(held({ clusterTypes: [drone], deploymentTargets: [] })).toEqual(refused);
});
