/** Where an environment's promotion is, and what or whom it waits for. */
import type { Progress } from "./model.ts";
import type { EnvironmentReading, OpenPullRequest, PromotionReport } from "./reading.ts";

function waitingPull(what: string, { number, autoMerge }: OpenPullRequest): string {
  return autoMerge
    ? `${what} #${number} to meet its requirements; it is then merged by itself`
    : `somebody to merge ${what} #${number}`;
}

type Found = Omit<Progress, "isNewest">;

function fromReport({ state, description, at, url }: PromotionReport): Found {
  const since = at;
  if (state === "success") return { step: "deployed", waitsFor: undefined, url, since };
  if (state === "pending") {
    const isChecked = description === "Deploying";
    return {
      step: isChecked ? "deploying" : "scheduling",
      waitsFor: isChecked ? "the clusters" : "the run that schedules it",
      url,
      since,
    };
  }
  return { step: "failed", waitsFor: description, url, since };
}

function found({ promotion, proposal, report, pinned }: EnvironmentReading): Found {
  if (proposal !== undefined)
    return {
      step: "proposed",
      waitsFor: waitingPull("pull request", proposal),
      url: proposal.url,
      since: proposal.since,
    };
  if (promotion !== undefined)
    return {
      step: "promoting",
      waitsFor: waitingPull("the promotion", promotion),
      url: promotion.url,
      since: promotion.since,
    };
  const nothing = { step: "unknown", waitsFor: undefined, url: undefined, since: undefined } as const;
  if (report === null || pinned === undefined) return nothing;
  return report === undefined ? nothing : fromReport(report);
}

export function progressOf(reading: EnvironmentReading): Progress {
  const { pinned, main } = reading;
  const isNewest = pinned === undefined || main === null ? undefined : pinned === null || pinned === main;
  return { ...found(reading), isNewest };
}
