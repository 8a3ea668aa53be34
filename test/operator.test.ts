import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hasErrors } from "@kalypso-actions/diagnostics";
import { clusterTypeFiles } from "@kalypso-actions/manifests";
import { joinResources, readResources } from "@kalypso-actions/resources";
import { schedule } from "@kalypso-actions/scheduling";
import { expect, test } from "vitest";
import { AssignmentRenderer } from "../packages/core/manifests/src/assignment-renderer.ts";
import { textsBelow } from "./support/paths.ts";

const root = fileURLToPath(new URL("vectors/operator", import.meta.url));

function resourcesIn(folder: string) {
  const read = readResources([...textsBelow(folder)].map(([path, text]) => ({ path, text })));
  expect(read.diagnostics).toEqual([]);
  return read.value;
}

/** Renders the environment `dev` of a recorded control plane. */
function rendered(name: string) {
  const controlPlane = joinResources(
    resourcesIn(join(root, name, "env")),
    resourcesIn(join(root, name, "main")),
  );
  const { resources } = resourcesIn(join(root, name, "app"));
  const [registration] = controlPlane.resources.WorkloadRegistration;
  if (registration === undefined) throw new Error("no registration");
  const { workspace } = registration.data.spec;
  const scheduled = schedule({
    environment: "dev",
    promotedCommit: null,
    gitops: controlPlane.resources.GitOpsRepo[0],
    controlPlane,
    workloads: resources.Workload.map((workload) => ({ workload, workspace, registration })),
    sources: [],
    held: [],
  });
  expect(hasErrors(scheduled.diagnostics)).toBe(false);
  const renderer = new AssignmentRenderer(scheduled.value, () => {});
  const files = new Map(clusterTypeFiles(scheduled.value));
  for (const assignment of scheduled.value.assignments) {
    const { folder, files: own = [] } = renderer.render(assignment) ?? {};
    for (const [file, text] of own) files.set(`${folder}/${file}`, text);
  }
  // The template of the recordings writes lists and maps into a ConfigMap, which no cluster accepts.
  const others = renderer.problems.problems.filter(
    ({ diagnostic: { code, message } }) =>
      code !== "manifest-not-text" || !/ prints a (?:list|map) /.test(message),
  );
  expect(others).toEqual([]);
  return files;
}

/**
 * The operator writes `---` on the last line of a manifest that does not end in a newline
 * (docs/decisions/rendered-files.md#joining-manifests).
 */
function inWholeLines(text: string): string {
  return text.replaceAll(/(?<!^|\n)---\n/g, "\n---\n");
}

for (const name of readdirSync(root).filter((entry) => existsSync(join(root, entry, "expected")))) {
  test(`the operator's rendering of ${name}, byte for byte`, () => {
    const files = rendered(name);
    const expected = textsBelow(join(root, name, "expected"));
    expect([...files.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [path, text] of expected) {
      expect(files.get(path), path).toBe(inWholeLines(text));
    }
  });
}
