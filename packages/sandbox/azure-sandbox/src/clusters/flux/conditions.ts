/** The conditions that Flux's controllers set on an object. */
export interface Condition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly message: string;
}

export function condition(
  type: string,
  status: Condition["status"],
  why: Pick<Condition, "reason" | "message">,
): Condition {
  return { type, status, ...why };
}

export function ready(status: Condition["status"], reason: string, message: string): Condition {
  return condition("Ready", status, { reason, message });
}

/** Flux retries after a failure and sets a condition that says so. */
export function failed(reason: string, message: string, doing?: string): readonly Condition[] {
  const retry = condition("Reconciling", "True", {
    reason: "ProgressingWithRetry",
    message: doing ?? message,
  });
  return [ready("False", reason, message), ...(doing === undefined ? [] : [retry])];
}

export function readyOf(conditions: readonly Condition[]): Condition | undefined {
  return conditions.find(({ type }) => type === "Ready");
}

/** Azure's state for a single object. */
export function stateOf(conditions: readonly Condition[], isSuspended: boolean): string {
  if (isSuspended) return "Suspended";
  const status = readyOf(conditions)?.status;
  if (status === "True") return "Compliant";
  return status === "False" ? "Non-Compliant" : "Pending";
}
