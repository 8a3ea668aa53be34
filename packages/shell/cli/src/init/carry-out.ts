/** From a plan to what is there: looks, decides, shows, asks and makes. */
import {
  counted,
  type Diagnostic,
  DiagnosticError,
  hasErrors,
  sortDiagnostics,
} from "@kalypso-actions/diagnostics";
import {
  decide,
  type InitRecord,
  type Outputs,
  repositoryOf,
  type Settings,
  type Step,
  type Thing,
} from "@kalypso-actions/setup";
import { initialise, look } from "@kalypso-actions/setups";
import { type CommandResult, onlyProblems, type Tools } from "../command.ts";
import type { Line } from "../text.ts";
import { withoutAzure } from "./azure-script.ts";
import { consent } from "./consent.ts";
import { planText, weaknesses } from "./plan-text.ts";
import type { Platforms } from "./platforms.ts";
import type { InitRequest } from "./request.ts";

interface Prepared {
  readonly settings: Settings;
  readonly plan: readonly Thing[];
  readonly outputs: Outputs;
  /** What an earlier run has made. */
  readonly record: InitRecord | undefined;
  /** What is known already. */
  readonly problems: readonly Diagnostic[];
  /** What is said before the plan. */
  readonly about: readonly Line[];
  /** The same for programs. */
  readonly more: Readonly<Record<string, unknown>>;
  readonly summary: (steps: readonly Step[]) => readonly Line[];
  /** What is left to the person, written and said at the end. */
  readonly left: () => Promise<readonly Line[]>;
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

function dataOf(steps: readonly Step[], isDone: boolean, more: Prepared["more"]) {
  return {
    made: isDone,
    things: steps.map(({ thing, action, differences }) => ({
      kind: thing.kind,
      name: thing.name,
      action,
      differences,
    })),
    ...more,
  };
}

interface Making {
  readonly platforms: Platforms;
  readonly tell: (text: string) => void;
}

async function make(
  steps: readonly Step[],
  { settings, outputs, record }: Prepared,
  { platforms, tell }: Making,
): Promise<void> {
  const { organisation, prefix, environments, existing } = settings;
  const controlPlane = repositoryOf(settings, "control-plane");
  const { workloads: _, ...places } = existing ?? { workloads: [] };
  await initialise({
    steps,
    drivers: platforms.drivers,
    store: platforms.storeFor(controlPlane),
    given: outputs,
    record: {
      organisation,
      prefix,
      environments,
      ...(existing === undefined ? {} : { existing: places as Omit<typeof existing, "workloads"> }),
    },
    before: record?.things ?? [],
    controlPlane,
    tell: ({ thing, state, index, count }) => {
      if (state === "making") tell(`${index} of ${count}: ${thing.name}`);
    },
  });
}

/** Shows what is there and what is missing, asks, and makes that. */
export async function carryOut(
  request: Pick<InitRequest, "isDry" | "asks" | "printsAz">,
  { platforms, tools }: { readonly platforms: Platforms; readonly tools: Tools },
  prepared: Prepared,
): Promise<CommandResult> {
  const { settings, about, more } = prepared;
  const looked = await look(prepared.plan, platforms.drivers, prepared.outputs);
  const decision = decide(looked, prepared.record);
  const diagnostics = sortDiagnostics([...prepared.problems, ...decision.diagnostics]);
  if (hasErrors(diagnostics)) return onlyProblems(diagnostics);
  const steps = request.printsAz ? withoutAzure(decision.steps) : decision.steps;
  const list = [...about, ...planned(steps, settings)];
  const isComplete = steps.every(({ action }) => action === "keep");
  if (request.isDry || isComplete) return { diagnostics, text: () => list, data: dataOf(steps, false, more) };
  if (request.asks && (await consent(tools.dialogue, list, "Make this? [y/N] ")).toLowerCase() !== "y")
    return { diagnostics, text: () => ["Nothing is made."], data: dataOf(steps, false, more), exitCode: 1 };
  using doing = tools.progress.doing("beginning");
  try {
    await make(steps, prepared, { platforms, tell: (text) => doing.update(text) });
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
  const left = await prepared.left();
  return {
    diagnostics,
    text: () => [...prepared.summary(steps), ...left],
    data: dataOf(steps, true, more),
  };
}
