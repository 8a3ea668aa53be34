/** What stays of a registration that cannot be read: what policies of today still select, by the labels of then. */
import type {
  ClusterType,
  DeploymentTarget,
  HeldRegistration,
  Resource,
  SchedulingPolicy,
} from "@kalypso-actions/resources";
import { pairs } from "./assignments.ts";

/** A deployment target as the GitOps branch's inventory has it. */
export interface HeldTarget {
  readonly name: string;
  readonly workload: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The cluster types it is on. */
  readonly clusterTypes: readonly string[];
}

export interface HeldView {
  readonly registration: Resource<"WorkloadRegistration">;
  readonly reason: string;
  /** Whether the branch's inventory tells what is the registration's. */
  readonly isKnown: boolean;
  /** The last good commit that it is scheduled from; null where its files stay. */
  readonly commit: string | null;
  /** What of it stays as it is. */
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
    // The workspace is the control plane's to say, also of what is held.
    labels: { ...labels, workspace },
    place: registration.place,
  };
}

/** @returns the assignments that are there and stay; nothing new is placed without being read */
export function heldRegistration(
  view: HeldView,
  candidates: {
    readonly environment: string;
    readonly policies: readonly SchedulingPolicy[];
    readonly clusterTypes: readonly ClusterType[];
  },
): HeldRegistration {
  const { registration, reason, isKnown, commit, targets } = view;
  const deploymentTargets = targets.map((target) => targetOf(view, target));
  const present = new Set(
    targets.flatMap(({ name, clusterTypes }) => clusterTypes.map((type) => `${type}/${name}`)),
  );
  const selected = [...pairs({ ...candidates, deploymentTargets }).value]
    .filter(([pair]) => present.has(pair))
    .map(
      ([
        ,
        {
          assignment: { clusterType, deploymentTarget, policies },
        },
      ]) => ({ clusterType, deploymentTarget, policies }),
    );
  const { repo, branch } = registration.data.spec.workload;
  return { registration: registration.name, repo, branch, reason, isKnown, commit, assignments: selected };
}
