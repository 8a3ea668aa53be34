import type { ExpectedType, GatePolicy } from "@kalypso-actions/promotion";

interface PolicyInputs {
  /** Milliseconds, as is the grace period. */
  readonly timeout: number;
  readonly "grace-period": number;
  readonly "minimum-configurations": number | undefined;
  readonly "on-suspended": GatePolicy["onSuspended"];
  readonly "on-silent": GatePolicy["onSilent"];
}

/** The gate's policy; waiting ends `timeout` from now. */
export function gatePolicy(inputs: PolicyInputs, expected: readonly ExpectedType[], now: number): GatePolicy {
  return {
    expected,
    minimumConfigurations: inputs["minimum-configurations"],
    gracePeriod: inputs["grace-period"],
    onSuspended: inputs["on-suspended"],
    onSilent: inputs["on-silent"],
    deadline: now + inputs.timeout,
  };
}
