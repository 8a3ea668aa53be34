import type { GatePolicy } from "@kalypso-actions/promotion";
import type { Expectation } from "./expectation.ts";

interface PolicyInputs {
  /** Milliseconds, as is the grace period. */
  readonly timeout: number;
  readonly gracePeriod: number;
  readonly minimumConfigurations: number | undefined;
  readonly onSuspended: GatePolicy["onSuspended"];
  readonly onSilent: GatePolicy["onSilent"];
}

/** One configuration has to report, where it is not known of every cluster type what has to. */
function defaultMinimum({ expected, isComplete }: Expectation): number {
  return isComplete && expected.every(({ roster }) => roster !== undefined) ? 0 : 1;
}

/** The gate's policy; waiting ends `timeout` from now. */
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
