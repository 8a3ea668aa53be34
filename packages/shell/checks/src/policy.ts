import type { GatePolicy } from "@kalypso-actions/promotion";
import type { Expectation } from "./expectation.ts";

interface PolicyInputs {
  /** In milliseconds, like the grace period. */
  readonly timeout: number;
  readonly gracePeriod: number;
  readonly minimumConfigurations: number | undefined;
  readonly onSuspended: GatePolicy["onSuspended"];
  readonly onSilent: GatePolicy["onSilent"];
}

/** At least one configuration must report if the expectations of some cluster types are unknown. */
function defaultMinimum({ expected, isComplete }: Expectation): number {
  return isComplete && expected.every(({ roster }) => roster !== undefined) ? 0 : 1;
}

/** The gate's policy; the deadline is `timeout` from now. */
export function gatePolicy(inputs: PolicyInputs, expectation: Expectation, now: number): GatePolicy {
  const { timeout, gracePeriod, onSuspended, onSilent } = inputs;
  return {
    expected: expectation.expected,
    minimumConfigurations: inputs.minimumConfigurations ?? defaultMinimum(expectation),
    gracePeriod,
    onSuspended,
    onSilent,
    deadline: now + timeout,
  };
}
