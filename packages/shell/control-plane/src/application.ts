/** One application's view of the control plane: what its own change would do, without reading the others. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import { publicAddress } from "@kalypso-actions/git";
import { normaliseRepository } from "@kalypso-actions/names";
import type { Resource } from "@kalypso-actions/resources";

/** An application's repository at a commit. */
export interface Application {
  readonly repo: string;
  /** The branch that its pull request goes to: registrations of other branches do not count. */
  readonly branch: string;
  readonly commit: string;
}

/** The registrations of an application's branch. */
export function registrationsOf(
  registrations: readonly Resource<"WorkloadRegistration">[],
  { repo, branch }: Application,
): readonly Resource<"WorkloadRegistration">[] {
  return registrations.filter(({ data }) => {
    const { workload } = data.spec;
    return normaliseRepository(workload.repo) === normaliseRepository(repo) && workload.branch === branch;
  });
}

/** Nothing would happen to an application that nobody registered. */
export function unregistered({ repo, branch }: Application): Diagnostic {
  return {
    severity: "error",
    code: "workload-unregistered",
    message: `no WorkloadRegistration of the control plane names the branch \`${branch}\` of ${publicAddress(repo)}`,
    hint: "Check the address and the branch with the platform team: they register a workload in the control plane, below workloads/.",
  };
}
