import { readFileSync } from "node:fs";
import { join } from "node:path";
import { counted, DiagnosticError, hasErrors, sortDiagnostics } from "@kalypso-actions/diagnostics";
import { reasonOf, writeWholeFile } from "@kalypso-actions/files";
import {
  checkSettings,
  decide,
  type Outputs,
  planOf,
  type Reference,
  repositoryOf,
  type Settings,
  type Step,
  type Thing,
} from "@kalypso-actions/setup";
import { initialise, look } from "@kalypso-actions/setups";
import { type Command, type CommandResult, onlyProblems } from "../command.ts";
import { azureScript, withoutAzure } from "../init/azure-script.ts";
import { consent } from "../init/consent.ts";
import { readExamples } from "../init/examples.ts";
import { manifestFiles } from "../init/manifest-files.ts";
import { planText, summaryText, weaknesses } from "../init/plan-text.ts";
import type { Platforms } from "../init/platforms.ts";
import { type InitRequest, needsAzure, needsOf, settingsOf } from "../init/request.ts";
import { required } from "../options.ts";
import type { Line } from "../text.ts";

/** What the person gives in the environment: never on the command line, which everybody on the machine can read. */
function givenOutputs(): Record<string, string> {
  const { KALYPSO_PLATFORM_TOKEN: platformToken, KALYPSO_GIT_KEY: gitKey } = process.env;
  return { ...(platformToken ? { platformToken } : {}), ...(gitKey ? { gitKey } : {}) };
}

/** @throws DiagnosticError input-invalid */
function keyIn(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const diagnostic = {
      severity: "error",
      code: "input-invalid",
      message: `--app-key-file is ${file}, which cannot be read: ${reasonOf(cause)}`,
      hint: "Pass the .pem file that GitHub has given.",
    } as const;
    throw new DiagnosticError(diagnostic, { cause });
  }
}

interface Prepared {
  readonly settings: Settings;
  readonly plan: readonly Thing[];
  readonly outputs: Outputs;
}

/** With an App that exists, its things are given: nothing of it is made or removed. */
async function prepare(request: InitRequest, platforms: Platforms, settings: Settings): Promise<Prepared> {
  const plan = planOf(settings, readExamples());
  const outputs = new Map<Reference["of"], Readonly<Record<string, string>>>([["given", givenOutputs()]]);
  if (request.app === undefined) return { settings, plan, outputs };
  const privateKey = keyIn(request.app.keyFile);
  const app = await platforms.readApp(request.app.id, privateKey);
  const first = plan.find(({ kind }) => kind === "github-app");
  if (first === undefined) return { settings, plan, outputs };
  outputs.set(first.name, app);
  return { settings, plan: plan.filter((thing) => thing !== first), outputs };
}

function planned(steps: readonly Step[], settings: Settings): readonly Line[] {
  const missing = steps.filter(({ action }) => action === "make").length;
  const weak = weaknesses(settings);
  return [
    ...planText(steps),
    ...weak.map((text): Line => [{ text: "weak: ", style: "yellow" }, text]),
    missing === 0 ? "Everything is there." : `${counted(missing, "thing")} will be made.`,
  ];
}

function dataOf(steps: readonly Step[], isDone: boolean) {
  return {
    made: isDone,
    things: steps.map(({ thing, action, differences }) => ({
      kind: thing.kind,
      name: thing.name,
      action,
      differences,
    })),
  };
}

async function make(
  steps: readonly Step[],
  { settings, outputs }: Prepared,
  {
    platforms,
    tell,
    before,
  }: { readonly platforms: Platforms; readonly tell: (text: string) => void } & Pick<
    Parameters<typeof initialise>[0],
    "before"
  >,
): Promise<void> {
  const { organisation, prefix, environments } = settings;
  const controlPlane = repositoryOf(settings, "control-plane");
  await initialise({
    steps,
    drivers: platforms.drivers,
    store: platforms.storeFor(controlPlane),
    given: outputs,
    record: { organisation, prefix, environments },
    before,
    controlPlane,
    tell: ({ thing, state, index, count }) => {
      if (state === "making") tell(`${index} of ${count}: ${thing.name}`);
    },
  });
}

/** The commands for Azure, and what clusters outside Azure apply. */
async function leftToThePerson(
  { printsAz, out }: InitRequest,
  { settings, plan }: Prepared,
  { drivers }: Platforms,
): Promise<readonly Line[]> {
  const script = printsAz ? ["", ...(await azureScript(plan, drivers))] : [];
  if (out === undefined) return script;
  const files = manifestFiles(settings, plan);
  for (const { name, text } of files) await writeWholeFile(join(out, name), text);
  return [
    ...script,
    "",
    `${counted(files.length, "file")} for clusters written to ${out}; each says where to apply it`,
  ];
}

/** Makes a platform: shows what is there and what is missing, asks, and makes that. */
export const initCommand: Command = async ({ init }, tools): Promise<CommandResult> => {
  const request = required(init, "-o");
  const platforms = await tools.platforms();
  const [checked, subscription] = await Promise.all([
    platforms.check({ ...request.settings, needs: needsOf(request) }),
    needsAzure(request) ? platforms.subscription() : undefined,
  ]);
  const settings = settingsOf(request, subscription, checked.capabilities);
  const problems = sortDiagnostics([...checkSettings(settings), ...checked.diagnostics]);
  if (hasErrors(problems)) return onlyProblems(problems);
  const record = await platforms.readRecord(repositoryOf(settings, "control-plane"));
  if (hasErrors(record.diagnostics)) return onlyProblems(record.diagnostics);
  const prepared = await prepare(request, platforms, settings);
  const looked = await look(prepared.plan, platforms.drivers, prepared.outputs);
  const decision = decide(looked, record.value);
  const diagnostics = sortDiagnostics([...problems, ...decision.diagnostics]);
  if (hasErrors(diagnostics)) return onlyProblems(diagnostics);
  const steps = request.printsAz ? withoutAzure(decision.steps) : decision.steps;
  const more = () => leftToThePerson(request, prepared, platforms);
  const list = planned(steps, settings);
  const isComplete = steps.every(({ action }) => action === "keep");
  if (request.isDry || isComplete) return { diagnostics, text: () => list, data: dataOf(steps, false) };
  if (request.asks && (await consent(tools.dialogue, list, "Make this? [y/N] ")).toLowerCase() !== "y")
    return { diagnostics, text: () => ["Nothing is made."], data: dataOf(steps, false), exitCode: 1 };
  using doing = tools.progress.doing("beginning");
  try {
    await make(steps, prepared, {
      platforms,
      tell: (text) => doing.update(text),
      before: record.value?.things ?? [],
    });
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return {
      ...onlyProblems([...diagnostics, ...error.diagnostics]),
      text: () => [
        "",
        "What was made so far stays. Run the same command again to go on, or `kalypso destroy`.",
      ],
    };
  }
  const left = await more();
  return { diagnostics, text: () => [...summaryText(settings, steps), ...left], data: dataOf(steps, true) };
};
