import {
  blame,
  isMain,
  type Location,
  parseLocation,
  readControlPlane,
  scheduleEnvironment,
} from "@kalypso-actions/control-plane";
import { type Diagnostic, hasErrors, nearestName } from "@kalypso-actions/diagnostics";
import type { Schedule } from "@kalypso-actions/resources";
import { type Why, why } from "@kalypso-actions/scheduling";
import { type Command, onlyProblems, type Tools } from "../command.ts";
import type { Options } from "../options.ts";
import type { Line } from "../text.ts";
import { didYouMean, UsageError } from "../usage-error.ts";

interface Scheduled {
  readonly environment: string;
  readonly schedule: Schedule | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Every environment of main as it is now, or the one that was asked for. */
async function schedules(
  { reader }: Tools,
  { controlPlane, environment }: Options,
): Promise<readonly Scheduled[]> {
  const location: Location = parseLocation(controlPlane);
  const main = await readControlPlane(reader, location, "");
  const listed =
    main.value !== undefined && isMain(main.value)
      ? main.value.set.resources.Environment.filter(
          ({ name }) => environment === undefined || name === environment,
        )
      : [];
  if (listed.length === 0) {
    if (environment === undefined)
      throw new UsageError("--environment is missing: the control plane's branch lists no environments");
    const { value, diagnostics } = await scheduleEnvironment(reader, { environment, controlPlane: location });
    return [{ environment, schedule: value, diagnostics }];
  }
  return Promise.all(
    listed.map(async (each) => {
      const { repo, branch, path } = each.data.spec.controlPlane;
      const request = { environment: each.name, controlPlane: { repo, ref: branch }, path };
      const { value, diagnostics } = await scheduleEnvironment(reader, request);
      const blamed = blame(diagnostics, each, ["spec", "controlPlane"]);
      return { environment: each.name, schedule: value, diagnostics: blamed };
    }),
  );
}

/** The deployment targets that a name stands for: a workload's, a target, or a target by the team's own name for it. */
function targetsNamed({ deploymentTargets }: Schedule, name: string): readonly string[] {
  return deploymentTargets
    .filter(
      (target) =>
        target.workload === name || target.name === name || target.name === `${target.workload}-${name}`,
    )
    .map((target) => target.name);
}

interface Answer extends Why {
  readonly environment: string;
}

function answersIn(
  { environment, schedule }: Scheduled,
  name: string,
  clusterType: string,
): readonly Answer[] {
  if (schedule === undefined) return [];
  return targetsNamed(schedule, name).flatMap((target) => {
    const found = why(schedule, target, clusterType);
    return found === undefined ? [] : [{ environment, ...found }];
  });
}

function unknown(found: readonly Scheduled[], name: string, clusterType: string): UsageError {
  const all = found.flatMap(({ schedule }) => (schedule === undefined ? [] : [schedule]));
  const workloads = all.flatMap(({ deploymentTargets }) =>
    deploymentTargets.flatMap((target) => [target.workload, target.name]),
  );
  const types = all.flatMap(({ clusterTypes }) => clusterTypes.map((type) => type.name));
  const problems = [
    ...(all.some((schedule) => targetsNamed(schedule, name).length > 0)
      ? []
      : [
          `no environment has the workload or deployment target ${name}${didYouMean(nearestName(name, workloads))}`,
        ]),
    ...(types.includes(clusterType)
      ? []
      : [`no environment has the cluster type ${clusterType}${didYouMean(nearestName(clusterType, types))}`]),
  ];
  return new UsageError(
    ...(problems.length > 0 ? problems : [`no environment has both ${name} and ${clusterType}`]),
  );
}

function answerLines({
  environment,
  sentences,
  runs,
  deploymentTarget,
  clusterType,
}: Answer): readonly Line[] {
  const verdict = runs ? "runs on" : "does not run on";
  return [
    [{ text: `${environment}: ${deploymentTarget} ${verdict} ${clusterType}`, style: "bold" }],
    ...sentences.map((sentence) => `  ${sentence}`),
  ];
}

/** Why a workload is on a cluster type or not, in sentences. */
export const whyCommand: Command = async (options, tools) => {
  const [name = "", clusterType = ""] = options.operands;
  const found = await schedules(tools, options);
  const diagnostics = found.flatMap((each) => each.diagnostics);
  if (found.every(({ schedule }) => schedule === undefined)) return onlyProblems(diagnostics);
  const answers = found.flatMap((each) => answersIn(each, name, clusterType));
  if (answers.length === 0) {
    if (hasErrors(diagnostics)) return onlyProblems(diagnostics);
    throw unknown(found, name, clusterType);
  }
  return {
    // Remarks about other workloads do not belong to the answer.
    diagnostics: diagnostics.filter(({ severity }) => severity === "error"),
    text: () => answers.flatMap((each, index) => [...(index === 0 ? [] : [""]), ...answerLines(each)]),
    data: { answers },
  };
};
