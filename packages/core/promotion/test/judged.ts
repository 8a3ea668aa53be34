import type { Judged, Verdict } from "../src/index.ts";

/** A configuration with this verdict on a cluster of the type `drone`. */
export function seen(cluster: string, verdict: Verdict = "compliant", more: Partial<Judged> = {}): Judged {
  return {
    id: cluster,
    clusterId: `/fleet/${cluster}`,
    hasCommit: true,
    cluster,
    resourceGroup: "fleet",
    clusterTypes: ["drone"],
    commit: "c".repeat(40),
    complianceState: "Compliant",
    verdict,
    message: "why",
    troubles: [],
    ...more,
  };
}
