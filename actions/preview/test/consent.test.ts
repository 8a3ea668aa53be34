import { type EnvironmentPreview, noLimits, parseLimits, previewOf } from "@kalypso-actions/fleet";
import type { Inventory } from "@kalypso-actions/gitops-branch";
import { describe, expect, test } from "vitest";
import { commentMarker, consentTo, exceededDigest } from "../src/consent.ts";
import type { PullRequestEvent } from "../src/event.ts";

function inventory(...keys: readonly string[]): Inventory {
  const assignment = { workload: "app", registration: "app", workspace: "team", labels: {}, policies: ["p"] };
  const entries = keys.map((key) => [key, { ...assignment, objects: [], files: { "a.yaml": key } }] as const);
  return {
    version: 2,
    environment: "dev",
    promotedCommit: null,
    registrations: {},
    clusterTypes: {},
    assignments: Object.fromEntries(entries),
    files: {},
  };
}

/** The change from some assignments to others. */
function preview(before: readonly string[], after: readonly string[], max = "0"): EnvironmentPreview {
  const rendered = (keys: readonly string[]) =>
    ({
      rendered: { schedule: emptySchedule, inventory: inventory(...keys), held: [] },
      diagnostics: [],
    }) as const;
  const readings = {
    environment: "dev",
    before: rendered(before),
    after: rendered(after),
    branch: undefined,
  };
  return previewOf(readings, { removed: parseLimits([max]) ?? noLimits, changed: noLimits });
}

const emptySchedule = {
  apiVersion: "kalypso-actions/v1" as const,
  kind: "Schedule" as const,
  environment: "dev",
  promotedCommit: null,
  gitops: { repo: "https://github.com/acme/gitops", branch: "dev", path: "" },
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

const digest = exceededDigest([preview(["a/x", "a/y"], ["a/x"])]);
const event: PullRequestEvent = {
  repository: { owner: "acme", repo: "control-plane" },
  number: 1,
  branch: "main",
  merged: "1".repeat(40),
  labels: ["removals-allowed"],
  added: undefined,
};
const comment = { id: 1, body: `${commentMarker("dev", digest)}\nDetails` };
const question = { event, label: "removals-allowed", digest, comment, environment: "dev" };

const writer = { labelledBy: async () => "alice", mayWrite: async (login: string) => login === "alice" };

describe("consent", () => {
  test("is given by the label of somebody with write access, to what the comment said", async () => {
    expect(await consentTo(writer, question)).toEqual({ by: "alice", isStale: false, diagnostics: [] });
  });

  test.each([
    ["is not given without the label", { ...question, event: { ...event, labels: ["other"] } }, writer],
    ["is not given by somebody who may not write", question, { ...writer, labelledBy: async () => "eve" }],
    ["is not given by nobody", question, { ...writer, labelledBy: async () => undefined }],
  ])("%s", async (_, asked, pulls) => {
    expect((await consentTo(pulls, asked)).by).toBeUndefined();
  });

  test("is stale if something else is beyond the limit now", async () => {
    const other = exceededDigest([preview(["a/x", "a/y"], ["a/y"])]);
    expect(await consentTo(writer, { ...question, digest: other })).toMatchObject({
      by: undefined,
      isStale: true,
    });
  });

  test("is to the contents too, where a limit is on what changes", () => {
    const changed = parseLimits(["0"]) ?? noLimits;
    const from = (id: string) => {
      const readings = (file: string) => ({
        rendered: {
          schedule: emptySchedule,
          inventory: {
            ...inventory("a/x"),
            assignments: Object.fromEntries(
              Object.entries(inventory("a/x").assignments).map(([key, each]) => [
                key,
                { ...each, files: { "a.yaml": file } },
              ]),
            ),
          },
          held: [],
        },
        diagnostics: [],
      });
      const given = { environment: "dev", before: readings("old"), after: readings(id), branch: undefined };
      return exceededDigest([previewOf(given, { removed: noLimits, changed })]);
    };
    expect(from("agreed")).not.toBe("none");
    expect(from("pushed later")).not.toBe(from("agreed"));
  });

  test("is to a whole digest: for a part of one, two changes could be found", () => {
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test("is stale too if the label was added after the run began, for what the comment did not say yet", async () => {
    const unlabelled = { ...event, labels: [] };
    const earlier = { id: 1, body: `${commentMarker("dev", "none")}\nDetails` };
    const asked = { ...question, event: unlabelled, comment: earlier };
    expect(await consentTo(writer, asked)).toMatchObject({ by: undefined, isStale: true });
  });

  test("counts without a comment in the run that the label starts, only", async () => {
    const alone = { ...question, comment: undefined };
    expect((await consentTo(writer, alone)).by).toBeUndefined();
    const labelled = { ...alone, event: { ...event, added: "removals-allowed" } };
    expect((await consentTo(writer, labelled)).by).toBe("alice");
    const another = { ...alone, event: { ...event, added: "bug" } };
    expect((await consentTo(writer, another)).by).toBeUndefined();
  });

  test("is not asked for within the limits", async () => {
    const within = exceededDigest([preview(["a/x", "a/y"], ["a/x"], "1")]);
    expect(within).toBe("none");
    expect(await consentTo(writer, { ...question, digest: within })).toEqual({
      by: undefined,
      isStale: false,
      diagnostics: [],
    });
  });

  test("is not given if nobody can be asked who labelled it, and the reason is told", async () => {
    const refused = {
      ...writer,
      labelledBy: async () => {
        throw new Error("no answer");
      },
    };
    const { by, diagnostics } = await consentTo(refused, question);
    expect([by, diagnostics.map(({ message }) => message)]).toEqual([undefined, ["no answer"]]);
  });
});
