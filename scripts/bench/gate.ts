/** The gate over a large fleet: measures the cost of a poll, and that the last one costs no more than the first. */
import {
  type FluxConfiguration,
  type FluxObject,
  type GatePolicy,
  type JudgeContext,
  judge,
  newGate,
  stepGate,
} from "@kalypso-actions/promotion";

const wanted = "c".repeat(40);
const namespace = "flux-system";

/** A cluster with three applications; one in forty fails until the last poll, one in seven has not arrived yet. */
function configuration(index: number, isEarly: boolean): FluxConfiguration {
  const isThere = index % 7 !== 0 || !isEarly;
  const isFailing = index % 40 === 0 && isEarly;
  const commit = isThere ? wanted : "a".repeat(40);
  const object = (
    [kind, name]: readonly [kind: string, name: string],
    message: string,
    isApplied: boolean,
  ): FluxObject => ({
    kind,
    namespace,
    name,
    state: "Compliant",
    appliedBy: isApplied ? { namespace, name: "platform-cluster" } : undefined,
    ready: { status: "True", reason: "ReconciliationSucceeded", message },
  });
  const applications = [0, 1, 2].flatMap((number) => [
    object(["GitRepository", `app-${number}`], "stored artifact", true),
    object(["Kustomization", `app-${number}`], `Applied revision: main@sha1:${"1".repeat(40)}`, true),
  ]);
  const broken: FluxObject = {
    kind: "Kustomization",
    namespace,
    name: "app-9",
    state: "Non-Compliant",
    appliedBy: { namespace, name: "platform-cluster" },
    ready: { status: "False", reason: "BuildFailed", message: "kustomize build failed" },
  };
  return {
    kind: "flux",
    id: `/fleet/drone-${index}`,
    clusterId: `/fleet/drone-${index}`,
    cluster: `drone-${index}`,
    resourceGroup: "fleet",
    name: "platform",
    repository: "https://github.com/contoso/gitops",
    branch: "dev",
    clusterTypes: [`type-${index % 40}`],
    kustomizations: [{ name: "platform-cluster", path: `./type-${index % 40}` }],
    complianceState: isFailing ? "Non-Compliant" : "Compliant",
    provisioningState: "Succeeded",
    errorMessage: "",
    isSuspended: false,
    syncedCommit: commit,
    objects: [
      object(["GitRepository", "platform"], "stored artifact", false),
      object(["Kustomization", "platform-cluster"], `Applied revision: dev@sha1:${commit}`, false),
      ...applications,
      ...(isFailing ? [broken] : []),
    ],
  };
}

const policy: GatePolicy = {
  expected: Array.from({ length: 40 }, (_, index) => ({
    name: `type-${index}`,
    isAssigned: true,
    roster: undefined,
  })),
  minimumConfigurations: 1,
  gracePeriod: 1e9,
  onSuspended: "wait",
  onSilent: "warn",
  deadline: 1e9,
};

const context: JudgeContext = {
  relationOf: (commit) => (commit === wanted ? "identical" : "behind"),
  healthOf: "all",
  applicationOf: () => undefined,
};

function fleetOf(configurations: number, isEarly: boolean): readonly FluxConfiguration[] {
  return Array.from({ length: configurations }, (_, index) => configuration(index, isEarly));
}

function mean(values: readonly number[]): string {
  return (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(1);
}

/** Measures the cost of judging and deciding; the records are created beforehand. */
export function measureGate(configurations: number, polls: number): void {
  const [early, late] = [fleetOf(configurations, true), fleetOf(configurations, false)];
  const costs: number[] = [];
  let state = newGate;
  for (let poll = 0; poll < polls; poll++) {
    const begin = process.cpuUsage();
    const judged = (poll < polls - 2 ? early : late).map((each) => judge(each, context));
    state = stepGate(state, { at: poll, judged }, policy).state;
    const { user, system } = process.cpuUsage(begin);
    costs.push((user + system) / 1_000);
  }
  const total = costs.reduce((sum, cost) => sum + cost, 0) / 1_000;
  const tenth = Math.ceil(polls / 10);
  const [first, last] = [mean(costs.slice(tenth, 2 * tenth)), mean(costs.slice(-tenth))];
  process.stdout.write(
    `\ngate, ${configurations} configurations polled ${polls} times: ${total.toFixed(1)} s of CPU in all; a poll ${first} ms at the beginning, ${last} ms at the end\n`,
  );
}
