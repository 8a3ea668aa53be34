import { readFileSync } from "node:fs";
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import { joinProblems, objectsOf, PartRenderer } from "@kalypso-actions/manifests";
import { objectIdentity } from "@kalypso-actions/names";
import type { Schedule } from "@kalypso-actions/resources";
import { describe, expect, test } from "vitest";
import { nameOffsets } from "../src/manifest-objects.ts";
import { assignmentsToCompare, MarkedObjects } from "../src/object-marks.ts";
import { scheduleWith } from "./schedule.ts";

const vectors = new URL("../../../../test/vectors/manifests/builds.json", import.meta.url);

/** The problems of a Schedule that is rendered in as many parts. */
function problemsOf(schedule: Schedule, parts: number): readonly Diagnostic[] {
  const renderers = Array.from({ length: parts }, () => new PartRenderer(schedule));
  const count = Math.ceil(schedule.assignments.length / parts);
  for (const [index, renderer] of renderers.entries()) {
    const own = schedule.assignments.filter(
      (_, number) => (parts === 1 ? 0 : (number * 7) % parts) === index,
    );
    expect(own.length).toBeLessThanOrEqual(count + 1);
    for (const _ of renderer.render(own));
  }
  const problems = renderers.map((renderer) => renderer.problems);
  return joinProblems(problems, { schedule }).diagnostics;
}

describe("an object that is twice in a cluster type's folder", () => {
  test.each(["{{Workspace}}", "{{Workload}}", "{{DeploymentTargetName}}", "x-{{ClusterType}}"])(
    "named %s, is told alike in any division",
    (name) => {
      const schedule = scheduleWith(name);
      const whole = problemsOf(schedule, 1);
      for (const parts of [2, 3, 5]) expect(problemsOf(schedule, parts)).toEqual(whole);
      expect(whole.map(({ code }) => code)).toEqual(name === "{{Workload}}" ? [] : ["manifest-duplicate"]);
    },
  );

  test("does not count in another cluster type's folder", () => {
    expect(problemsOf(scheduleWith("{{Workload}}"), 1)).toEqual([]);
  });

  test("names the first two files, the template and the assignments", () => {
    const [found] = problemsOf(scheduleWith("{{Workspace}}", 2), 1);
    expect(found).toMatchObject({
      message:
        "the folder `a` contains the Secret `w` twice, in `t-0/namespace.yaml` and `t-1/namespace.yaml`, from the template `namespace` (assignments `t-0-a`, `t-1-a`, `t-0-b` and 1 more)",
      place: { file: "namespace.yaml", line: 4, column: 9 },
    });
  });

  const builds: readonly { files: readonly string[]; result: string }[] = JSON.parse(
    readFileSync(vectors, "utf8"),
  );

  test.each(builds)("is one for kustomize, too: $files", ({ files, result }) => {
    const objects = files.flatMap((text) => objectsOf(text));
    const versions = new Set(objects.map(({ apiVersion }) => apiVersion));
    const isTwice = new Set(objects.map((object) => objectIdentity(object).join(" "))).size < objects.length;
    // kustomize builds two versions of one object, but a cluster has only one of them.
    const isBuilt = result === "built" && !(versions.has("x.io/v1") && versions.has("x.io/v2"));
    expect(isTwice).toBe(!isBuilt);
    const marked = new MarkedObjects();
    for (const object of objects) marked.add("folder", object, 4);
    expect(assignmentsToCompare([marked.marks])).toEqual(isTwice ? [4] : []);
  });

  test("is found among many", () => {
    const parts = [new MarkedObjects(), new MarkedObjects()];
    const object = { apiVersion: "v1", kind: "Secret", namespace: "n" };
    for (let index = 0; index < 20_000; index++)
      parts[index % 2]?.add("folder", { ...object, name: `s-${index}` }, index);
    expect(assignmentsToCompare(parts.map(({ marks }) => marks))).toEqual([]);
    parts[0]?.add("folder", { ...object, name: "s-13333" }, 20_001);
    expect(assignmentsToCompare(parts.map(({ marks }) => marks))).toEqual([13_333, 20_001]);
  });
});

test.each([
  ["kind: A\nmetadata: {name: a}\n---\nkind: B\nmetadata:\n  name: 'b'\n"],
  [
    "- x\n---\nkind: List\nitems:\n  - {kind: A, metadata: {name: a}}\n  - kind: BList\n    items: [{kind: C, metadata: {name: c}}]\n",
  ],
  ["kind: A\nmetadata: &m {name: a}\n---\nkind: B\nmetadata: {name: 1}\n"],
  ["a: &m {name: a}\nkind: A\nmetadata: *m\n"],
  [""],
])("every object's name has a place: %j", (text) => {
  const written = nameOffsets(text).map((offset) => text.slice(offset).replace(/^'/, "").charAt(0));
  expect(written).toEqual(objectsOf(text).map(({ name }) => name));
});
