import type { GatePolicy } from "@kalypso-actions/promotion";
import type { Expectation } from "./expectation.ts";

interface PolicyInputs {
  /** Milliseconds, as is the grace period. */
  readonly timeout: number;
  readonly "grace-period": number;
  readonly "minimum-configurations": number | undefined;
  readonly "on-suspended": GatePolicy["onSuspended"];
  readonly "on-silent": GatePolicy["onSilent"];
}

/** One configuration has to report, where it is not known of every cluster type what has to. */
function defaultMinimum({ expected, isComplete }: Expectation): number {
  return isComplete && expected.every(({ roster }) => roster !== undefined) ? 0 : 1;
}

/** The gate's policy; waiting ends `timeout` from now. */
export function gatePolicy(inputs: PolicyInputs, expectation: Expectation, now: number): GatePolicy {
  return {
    expected: expectation.expected,
    minimumConfigurations: inputs["minimum-configurations"] ?? defaultMinimum(expectation),
    gracePeriod: inputs["grace-period"],
    onSuspended: inputs["on-suspended"],
    onSilent: inputs["on-silent"],
    deadline: now + inputs.timeout,
  };
}
