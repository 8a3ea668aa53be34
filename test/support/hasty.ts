import { deadlines, openEnd, type RunTime } from "@kalypso-actions/deadlines";
import type { FaultName } from "@kalypso-actions/github-sandbox";

const small = { ...deadlines, answerBytes: 128 * 1024 };

/** The product's deadlines, which no test reaches, and answers of at most 128 KiB. */
export const patient: RunTime = { ...openEnd, deadlines: small };

/** For what never answers: its deadline is the only way out. */
export const hasty: RunTime = {
  ...openEnd,
  deadlines: { ...small, request: 100, login: 300, lastPoll: 1_000, git: 400 },
};

/** Short deadlines only for the faults that end by one, so that no other outcome depends on how busy the machine is. */
export function timeFor(fault: FaultName): RunTime {
  return fault === "silent" || fault === "trickling" ? hasty : patient;
}
