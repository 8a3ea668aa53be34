import { resolve } from "node:path";
import { addressRules, endWhenPrinted, runAction, serverUrl } from "@kalypso-actions/action-kit";
import { guardedReader, parseBranchLocation, scheduleEnvironment } from "@kalypso-actions/control-plane";
import { inTime, type RunTime } from "@kalypso-actions/deadlines";
import { counted, hasErrors, placeAddress, present } from "@kalypso-actions/diagnostics";
import { writeWholeFile } from "@kalypso-actions/files";
import { openSnapshotReader } from "@kalypso-actions/git";
import { formatSchedule, type Schedule } from "@kalypso-actions/resources";
import { shardsOf, summarise } from "@kalypso-actions/scheduling";
import { scheduleInputs } from "./inputs.ts";

function heldOutput({ held }: Schedule): string {
  const plain = held.map(
    ({ registration, workload, deploymentTarget, reason, place, commit, assignments }) => ({
      registration,
      workload: workload ?? null,
      deploymentTarget: deploymentTarget ?? null,
      reason,
      url: (place && placeAddress(place)) ?? null,
      commit,
      assignments: assignments.length,
    }),
  );
  return JSON.stringify(plain);
}

function outputsOf(schedule: Schedule, file: string, shardSize: number) {
  return {
    schedule: file,
    assignments: schedule.assignments.length,
    "cluster-types": JSON.stringify(schedule.clusterTypes.map(({ name }) => name)),
    "gitops-repository": schedule.gitops.repo,
    "gitops-branch": schedule.gitops.branch,
    "gitops-path": schedule.gitops.path,
    "promoted-commit": schedule.promotedCommit ?? "",
    shards: JSON.stringify(shardsOf(schedule.assignments.length, shardSize)),
    held: heldOutput(schedule),
  };
}

async function main(time: RunTime) {
  const inputs = scheduleInputs();
  const { environment, controlPlane: folder, token, baseCommit, onWorkloadError, release, output } = inputs;
  const origin = new URL(serverUrl()).origin;
  const controlPlane = parseBranchLocation(folder);
  const address = "repo" in controlPlane ? controlPlane.repo : undefined;
  await using reader = guardedReader(
    openSnapshotReader({ time, tokens: token === "" ? [] : [{ origin, token }] }),
    { ...addressRules(inputs, address), trusted: address === undefined ? [] : [address] },
  );
  const scheduled = await scheduleEnvironment(reader, {
    environment,
    controlPlane,
    onWorkloadError,
    release,
    ...present({ base: baseCommit === undefined ? undefined : { commit: baseCommit } }),
  });
  const { value: schedule, diagnostics } = scheduled;
  if (schedule === undefined || hasErrors(diagnostics))
    return { diagnostics, summary: "", outputs: {}, folder };
  const file = resolve(output);
  await writeWholeFile(file, formatSchedule(schedule));
  const done = `${counted(schedule.assignments.length, "assignment")} on ${counted(schedule.clusterTypes.length, "cluster type")} of ${environment}, written to ${file}`;
  return {
    diagnostics,
    summary: summarise(schedule),
    done,
    outputs: outputsOf(schedule, file, inputs.shardSize),
    folder,
  };
}

await runAction("Schedule", () => inTime(main));

// Whatever has not ended in time would keep the process alive.
endWhenPrinted();
