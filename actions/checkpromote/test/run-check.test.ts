import type { FluxConfiguration } from "@kalypso-actions/promotion";
import { afterEach, expect, test, vi } from "vitest";
import { outcome } from "../src/report.ts";
import { runCheck } from "../src/run-check.ts";

const commit = "c".repeat(40);

/** A cluster whose words are those of whoever may write its manifests. */
const configuration: FluxConfiguration = {
  ...{ id: "1", cluster: "drone-1", name: "gitops", repository: "https://github.com/contoso/gitops" },
  ...{ branch: "dev", paths: ["./drone"], complianceState: "Non-Compliant", provisioningState: "Succeeded" },
  ...{ errorMessage: "", isSuspended: false, syncedCommit: commit },
  statuses: [
    {
      ...{ kind: "Kustomization", name: "gitops-all", complianceState: "Non-Compliant" },
      message:
        "failed\n::add-mask::a\r\n::set-output name=promotable::true\n::error file=a::pwn ##[add-mask]e",
    },
  ],
};

const shown =
  "failed\\n::add-mask::a\\r\\n::set-output name=promotable::true\\n::error file=a::pwn ##\\[add-mask]e";

afterEach(() => {
  vi.restoreAllMocks();
});

test("a cluster's message is printed on the line that tells of it, and commands nothing", async () => {
  let printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  const commits = { changedPaths: async () => [], compare: async () => "identical" as const };
  const decision = await runCheck({
    ...{ configurations: async () => [configuration], commits, commit },
    policy: () => ({
      ...{ commit, minimumConfigurations: 1, gracePeriod: 1, onSuspended: "wait" },
      ...{ deadline: 0, changedClusterTypes: [] },
    }),
    ...{ interval: 1, signal: new AbortController().signal },
    ...{ isDeployed: async () => false, status: async () => {} },
  });
  expect(printed.split("\n")).toEqual([
    `drone-1: failing at cccccccccc, Kustomization gitops-all: ${shown}`,
    `timed out: waiting for drone-1 (Kustomization gitops-all: ${shown})`,
    "",
  ]);
  const { summary } = outcome(
    decision,
    { name: "", isReached: false, diagnostics: [] },
    { environment: "dev", commit, branch: "dev", gitops: { owner: "contoso", repo: "gitops" } },
  );
  expect(summary).not.toMatch(/^\s*::|##\[/m);
});
