import { join } from "node:path";
import { counted, hasErrors, sortDiagnostics } from "@kalypso-actions/diagnostics";
import { writeWholeFile } from "@kalypso-actions/files";
import { checkSettings, planOf, repositoryOf, type Settings, type Thing } from "@kalypso-actions/setup";
import { type Command, type CommandResult, onlyProblems, type Tools } from "../command.ts";
import { azureScript } from "../init/azure-script.ts";
import { carryOut } from "../init/carry-out.ts";
import { readExamples } from "../init/examples.ts";
import { takeOver } from "../init/existing/take-over.ts";
import { withGiven } from "../init/given.ts";
import { manifestFiles } from "../init/manifest-files.ts";
import { summaryText } from "../init/plan-text.ts";
import type { Platforms } from "../init/platforms.ts";
import { type InitRequest, needsAzure, needsOf, settingsOf } from "../init/request.ts";
import { updatePlatform } from "../init/update/update.ts";
import { required } from "../options.ts";
import type { Line } from "../text.ts";

interface Planned {
  readonly settings: Settings;
  readonly plan: readonly Thing[];
}

/** The commands for Azure, and what clusters outside Azure apply. */
async function leftToThePerson(
  { printsAz, out }: InitRequest,
  { settings, plan }: Planned,
  { drivers, issuer }: Platforms,
): Promise<readonly Line[]> {
  const script = printsAz ? ["", ...(await azureScript(plan, drivers, await issuer()))] : [];
  if (out === undefined) return script;
  const files = manifestFiles(settings, plan);
  for (const { name, text } of files) await writeWholeFile(join(out, name), text);
  return [
    ...script,
    "",
    `${counted(files.length, "file")} for clusters written to ${out}; each says where to apply it`,
  ];
}

/** A platform from nothing. */
async function newPlatform(
  request: InitRequest,
  { platforms, tools }: { readonly platforms: Platforms; readonly tools: Tools },
): Promise<CommandResult> {
  const [checked, subscription] = await Promise.all([
    platforms.check({ ...request.settings, needs: needsOf(request) }),
    needsAzure(request) ? platforms.subscription() : undefined,
  ]);
  const settings = settingsOf(request, subscription, checked.capabilities);
  const problems = sortDiagnostics([...checkSettings(settings), ...checked.diagnostics]);
  if (hasErrors(problems)) return onlyProblems(problems);
  const record = await platforms.readRecord(repositoryOf(settings, "control-plane"));
  if (hasErrors(record.diagnostics)) return onlyProblems(record.diagnostics);
  const { plan, outputs } = await withGiven(planOf(settings, readExamples()), request, platforms);
  return carryOut(
    request,
    { platforms, tools },
    {
      settings,
      plan,
      outputs,
      record: record.value,
      problems,
      about: [],
      more: {},
      summary: (steps) => summaryText(settings, steps),
      left: () => leftToThePerson(request, { settings, plan }, platforms),
    },
  );
}

/** Makes a platform, or what one that the Kalypso operator runs lacks. */
export const initCommand: Command = async ({ init }, tools): Promise<CommandResult> => {
  const request = required(init, "-o");
  const platforms = await tools.platforms();
  const means = { platforms, tools };
  if (request.updates) return updatePlatform(request, means);
  return request.existing === undefined ? newPlatform(request, means) : takeOver(request, means);
};
