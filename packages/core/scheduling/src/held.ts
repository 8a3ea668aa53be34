/** What remains of something held whose files stay: what current policies still select, by the last known labels. */
import { type Place, present } from "@kalypso-actions/diagnostics";
import type {
  ClusterType,
  DeploymentTarget,
  HeldRegistration,
  Resource,
  SchedulingPolicy,
} from "@kalypso-actions/resources";
import { select } from "./assignments.ts";

/** A deployment target as the GitOps branch's inventory has it. */
export interface HeldTarget {
  readonly name: string;
  readonly workload: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The cluster types it is on. */
  readonly clusterTypes: readonly string[];
}

/** A held registration or, if they are given, a workload of it or a deployment target of that. */
export interface HeldView {
  readonly registration: Resource<"WorkloadRegistration">;
  readonly workload?: string;
  /** Its full name. */
  readonly deploymentTarget?: string;
  readonly reason: string;
  /** The line that is wrong. */
  readonly place?: Place;
  /** Whether the branch's inventory lists what belongs to the registration. */
  readonly isKnown: boolean;
  /** The last good commit, which it is scheduled from; null if its files stay. */
  readonly commit: string | null;
  /** The path that was read at that commit. */
  readonly path?: string;
  /** What stays unchanged. */
  readonly targets: readonly HeldTarget[];
}

function targetOf({ registration }: HeldView, { name, workload, labels }: HeldTarget): DeploymentTarget {
  const { workspace } = registration.data.spec;
  return {
    name,
    workload,
    registration: registration.name,
    workspace,
    manifests: {},
    configSchemas: [],
    // The control plane decides the workspace, even of held targets.
    labels: { ...labels, workspace },
    place: registration.place,
  };
}

/** @returns the existing assignments that stay; nothing unread gets a new assignment */
export function heldRegistration(
  view: HeldView,
  candidates: {
    readonly environment: string;
    readonly policies: readonly SchedulingPolicy[];
    readonly clusterTypes: readonly ClusterType[];
  },
): HeldRegistration {
  const { registration, reason, isKnown, commit, targets } = view;
  const { workload, deploymentTarget: held, place, path } = view;
  const deploymentTargets = targets.map((target) => targetOf(view, target));
  const onBranch = new Set(
    targets.flatMap(({ name, clusterTypes }) => clusterTypes.map((type) => `${type}/${name}`)),
  );
  const selected = [...select({ ...candidates, deploymentTargets }).pairs]
    .filter(([pair]) => onBranch.has(pair))
    .map(
      ([
        ,
        {
          assignment: { clusterType, deploymentTarget, policies },
        },
      ]) => ({ clusterType, deploymentTarget, policies }),
    );
  const { repo, branch } = registration.data.spec.workload;
  return {
    registration: registration.name,
    ...present({ workload, deploymentTarget: held, place, path }),
    repo,
    branch,
    reason,
    isKnown,
    commit,
    assignments: selected,
  };
}
