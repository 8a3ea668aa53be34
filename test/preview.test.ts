import { hasErrors } from "@kalypso-actions/diagnostics";
import { noLimits, previewOf } from "@kalypso-actions/fleet";
import { readApplicationPreview, readBranchPreview, readMainPreview } from "@kalypso-actions/previews";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deploy, deployTo, pin } from "./support/deployed.ts";
import { MemoryPlatform } from "./support/memory-platform.ts";

const limits = { removed: noLimits, changed: noLimits };

/** One edit of a text file: what people do, right or wrong. */
const edits: readonly ((text: string) => string)[] = [
  (text) => text.replaceAll(/(REGION|CLUSTER_NAME|ENVIRONMENT|DATABASE_URL): .*/g, "$1: Changed"),
  (text) => text.replace(/^(data:\n)/m, "$1  ADDED_KEY: added\n"),
  (text) => text.replace(/edge: "true"/, 'edge: "false"'),
  (text) => text.replace(/purpose: [\w-]+/, "purpose: other"),
  (text) => text.replace(/values: \[small\]/, "values: [large]"),
  (text) => text.replace(/workspace: [\w-]+/, "workspace: other"),
  (text) => text.replace(/namespaceService: \w+/, "namespaceService: missing"),
  (text) => text.replace(/restricted: "true"/, 'restricted: "false"'),
  (text) => text.replace(/kind: (\w+)/, "kind: $1\n# a comment changes nothing"),
  () => "",
];

const places = ["main", "dev", "stage"] as const;

describe("a preview", () => {
  test("predicts what happens: the same files, byte for byte, whatever a pull request changes", async () => {
    const { platform: tutorial, branches } = await deploy();
    let [compared, changed] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...places),
        fc.array(fc.tuple(fc.nat(), fc.nat(edits.length - 1)), { minLength: 1, maxLength: 4 }),
        async (place, choices) => {
          const platform = tutorial.copy();
          const before = platform.head("control-plane", place);
          const files = new Map(platform.files("control-plane", place));
          const editable = [...files.keys()].filter((path) => /\.yaml$/.test(path) && !path.startsWith("."));
          for (const [file, edit] of choices) {
            const path = editable[file % editable.length] ?? "";
            const text = edits[edit]?.(files.get(path) ?? "") ?? "";
            if (text === "") files.delete(path);
            else files.set(path, text);
          }
          const after = platform.detached(files);
          const comparison = { repo: platform.address("control-plane"), before, after };
          const readings =
            place === "main"
              ? (await readMainPreview(platform.reader(), comparison)).readings
              : await readBranchPreview(platform.reader(), comparison, place);
          // The pull request is merged, and promoted.
          platform.commit("control-plane", place, files);
          for (const reading of readings) {
            const { environment } = reading;
            if (place === "main") pin(platform, environment, after);
            const former = branches.of(environment);
            const happened = await deployTo(platform, environment, former);
            const { difference } = previewOf(reading, limits);
            if (difference === undefined) {
              // What a preview calls an error may only hold a team once it is merged: it is stricter, never laxer.
              expect(hasErrors(reading.after?.diagnostics ?? [])).toBe(true);
              continue;
            }
            compared++;
            expect(happened).toBeDefined();
            const then = happened?.files ?? new Map();
            const { added, modified, removed } = difference.change.files;
            const seen = {
              added: [...then.keys()].filter((path) => !former.files.has(path)).sort(),
              modified: [...then].flatMap(([path, id]) =>
                former.files.has(path) && former.files.get(path) !== id ? [path] : [],
              ),
              removed: [...former.files.keys()].filter((path) => !then.has(path)).sort(),
            };
            if (added.length + modified.length + removed.length > 0) changed++;
            expect({ added, modified, removed }).toEqual({ ...seen, modified: seen.modified.sort() });
            for (const [folder, { files: own }] of Object.entries(
              reading.after?.rendered?.inventory.assignments ?? {},
            ))
              for (const [name, id] of Object.entries(own)) expect(then.get(`${folder}/${name}`)).toBe(id);
          }
        },
      ),
      { numRuns: 60, seed: 20261128 },
    );
    expect(compared).toBeGreaterThan(30);
    expect(changed).toBeGreaterThan(10);
  });

  test("of an application that nobody registered says so: workload-unregistered", async () => {
    const platform = MemoryPlatform.tutorial();
    const [before, repo] = [platform.head("app-src", "main"), platform.address("app-src")];
    const read = (branch: string) =>
      readApplicationPreview(
        platform.reader(),
        { repo: platform.address("control-plane"), ref: "main" },
        { repo, branch, before, after: before },
      );
    const codes = (readings: Awaited<ReturnType<typeof read>>) =>
      readings.map(({ after }) =>
        after?.diagnostics.flatMap(({ severity, code }) => (severity === "error" ? code : [])),
      );
    expect(codes(await read("main"))).toEqual([[], []]);
    // Registered is its main branch.
    expect(codes(await read("feature"))).toEqual([["workload-unregistered"], ["workload-unregistered"]]);
  });
});
