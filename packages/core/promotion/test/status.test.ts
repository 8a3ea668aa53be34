import { type CommitStatusReport, judge, placeOfStatus } from "@kalypso-actions/promotion";
import { describe, expect, test } from "vitest";
import { commit, earlier, later, relationOf } from "./flux.ts";

const context = { relationOf, healthOf: "all", applicationOf: () => undefined } as const;

const report: CommitStatusReport = {
  kind: "status",
  id: "kalypso/drone/drone-1",
  cluster: "drone-1",
  clusterTypes: ["drone"],
  commit,
  state: "success",
  description: "reconciliation succeeded",
};

const judged = (more: Partial<CommitStatusReport>) => judge({ ...report, ...more }, context);

describe("a commit status", () => {
  test("belongs to a cluster known only by its name", () => {
    expect(judged({})).toEqual({
      id: "kalypso/drone/drone-1",
      cluster: "drone-1",
      clusterId: "",
      resourceGroup: "",
      clusterTypes: ["drone"],
      commit,
      complianceState: "success",
      hasCommit: true,
      verdict: "compliant",
      message: "",
      troubles: [],
    });
  });

  test.for<[string, Partial<CommitStatusReport>, string, string, boolean]>([
    ["of an earlier commit", { commit: earlier }, "stale", "has reported only an earlier commit", false],
    ["of a later commit", { commit: later }, "superseded", "has a later commit", true],
    [
      "of a diverged commit",
      { commit: "f".repeat(40) },
      "stale",
      "has reported only an earlier commit",
      false,
    ],
  ])("%s", ([_, more, verdict, message, hasCommit]) => {
    expect(judged(more)).toMatchObject({ verdict, message, hasCommit, troubles: [] });
  });

  test.for<[string, Partial<CommitStatusReport>, string, string]>([
    [
      "that fails",
      { state: "failure", description: "health check failed" },
      "failing",
      "platform: health check failed",
    ],
    ["that is an error", { state: "error", description: "" }, "failing", "platform: error"],
    ["that is pending", { state: "pending", description: "" }, "progressing", "platform: pending"],
    [
      "that succeeds with a description of progress",
      { description: " Dependency not ready " },
      "progressing",
      "platform:  Dependency not ready ",
    ],
    [
      "that fails with a description of progress",
      { state: "failure", description: "progressing" },
      "progressing",
      "platform: progressing",
    ],
    [
      "of a later commit that fails",
      { commit: later, state: "failure", description: "x" },
      "failing",
      "platform: x",
    ],
  ])("%s", ([_, more, verdict, message]) => {
    const found = judged(more);
    expect(found).toMatchObject({ verdict, message, hasCommit: true });
    expect(found.troubles).toEqual([
      {
        isFailure: verdict === "failing",
        application: undefined,
        message: message.replace("platform: ", ""),
      },
    ]);
  });
});

describe("a status context names its cluster type and cluster", () => {
  test.each<[string, string, ReturnType<typeof placeOfStatus>]>([
    ["kalypso/drone/drone-1", "", { clusterType: "drone", cluster: "drone-1" }],
    ["kalypso/dev/drone/drone-1", "dev", { clusterType: "drone", cluster: "drone-1" }],
    ["kalypso/eu/dev/drone/drone-1", "eu/dev", { clusterType: "drone", cluster: "drone-1" }],
    ["kalypso/drone/drone-1", "dev", undefined],
    ["kalypso/dev/drone/drone-1", "", undefined],
    ["kustomization/drone/0123abcd", "", { clusterType: "drone", cluster: "0123abcd" }],
    ["kustomization/other/0123abcd", "", undefined],
    ["kustomization/drone/0123abcd", "dev", undefined],
    ["kalypso//drone-1", "", undefined],
    ["kalypso/drone/", "", undefined],
    ["kalypso/drone", "", undefined],
    ["other/drone/drone-1", "", undefined],
    ["drone/drone-1", "", undefined],
    ["kalypso", "", undefined],
    ["", "", undefined],
  ])("%s in `%s`", (statusContext, folder, expected) => {
    expect(placeOfStatus(statusContext, folder, new Set(["drone"]))).toEqual(expected);
  });
});
