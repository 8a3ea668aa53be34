/** Faults × actions: each action meets each kind of fault at a request that a seed chooses. */
import { deadlines } from "@kalypso-actions/deadlines";
import { type FaultName, type Faults, faultNames, faultRule } from "@kalypso-actions/github-sandbox";
import type { ActionRun } from "../../test/support/process.ts";
import type { Dice } from "../bench/random.ts";
import { comparable, complaints, errorsOf } from "./outcome.ts";
import { type Race, races } from "./races.ts";
import type { Scene } from "./scene.ts";
import { type Action, openScene } from "./scenes.ts";

type Kind = FaultName | keyof typeof races;

export const kinds: readonly Kind[] = [...faultNames, ...(Object.keys(races) as (keyof typeof races)[])];

export interface Cell {
  readonly action: Action;
  readonly kind: Kind;
  /** The server and the number of the request, such as `github 3`. */
  readonly at: string;
  /** `passed`, `held` or the code of the diagnostic. */
  readonly ended: string;
  readonly seconds: number;
  /** What should not have happened. */
  readonly wrong: readonly string[];
}

/** What an action does when nothing goes wrong. */
export interface Clean {
  readonly state: string;
  /** The number of requests to each server. */
  readonly requests: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** No fault may keep an action longer, in seconds: its own deadline ends it. */
const longest = (deadlines.action + deadlines.farewell) / 1_000;

function serversOf({ servers }: Scene): readonly (readonly [string, Faults])[] {
  return Object.entries(servers) as [string, Faults][];
}

async function timed(work: () => Promise<ActionRun>): Promise<readonly [run: ActionRun, seconds: number]> {
  const start = performance.now();
  return [await work(), (performance.now() - start) / 1_000];
}

/** @throws Error if the action fails on its own */
export async function cleanRun(action: Action): Promise<Clean> {
  await using scene = await openScene(action);
  const before = new Map(serversOf(scene).map(([name, { count }]) => [name, count]));
  const [run, seconds] = await timed(() => scene.run());
  if (run.exitCode !== 0) throw new Error(`${action} fails without a fault:\n${run.stdout}`);
  const requests = serversOf(scene).map(([name, { count }]) => [name, count - (before.get(name) ?? 0)]);
  return { state: comparable(scene.state()), requests: Object.fromEntries(requests), seconds };
}

function isRace(kind: Kind): kind is keyof typeof races {
  return Object.hasOwn(races, kind);
}

/** `held`: a team's repository could not be read, and the team keeps what it has. */
function endOf(run: ActionRun): string {
  if (run.exitCode !== 0) return errorsOf(run)[0] ?? "?";
  return (run.outputs["held"] ?? "[]") === "[]" ? "passed" : "held";
}

interface Trial {
  readonly action: Action;
  readonly kind: Kind;
  readonly clean: Clean;
  readonly dice: Dice;
}

/** Which request meets the fault: a random one to a random server. */
function target(scene: Scene, { clean, dice }: Trial): { at: string; faults: Faults; nth: number } {
  const counted = serversOf(scene).filter(([name]) => (clean.requests[name] ?? 0) > 0);
  const [name, faults] = counted[dice.below(counted.length)] ?? ["github", scene.servers.github];
  const nth = 1 + dice.below(clean.requests[name] ?? 1);
  return { at: `${name} ${nth}`, faults, nth };
}

/** Runs the action once with a fault, then without: whatever happened, the second run must complete the work. */
export async function tryFault(trial: Trial): Promise<Cell> {
  const { action, kind, clean } = trial;
  await using scene = await openScene(action);
  const { at, faults, nth } = target(scene, trial);
  const race: Race | undefined = isRace(kind) ? races[kind] : undefined;
  faults.rules = [isRace(kind) ? races[kind].rule(scene, nth) : faultRule(kind, /./, { nth })];
  const [run, seconds] = await timed(() => (race?.run ?? ((one: Scene) => one.run()))(scene));
  faults.rules = [];
  const wrong = [...complaints(scene, run)];
  if (seconds > longest) wrong.push(`it took ${Math.round(seconds)} s`);
  const isComplete = comparable(scene.state()) === clean.state;
  const ended = endOf(run);
  if (ended === "passed" && race === undefined && !isComplete)
    wrong.push(`it succeeded, but ended as ${comparable(scene.state())}`);
  await race?.before?.(scene);
  wrong.push(...(await completes(scene, clean)));
  return { action, kind, at, ended, seconds, wrong };
}

/** What is wrong with a run of which nothing is in the way, after one that failed. */
export async function completes(scene: Scene, clean: Clean): Promise<readonly string[]> {
  const run = await scene.run();
  const wrong = complaints(scene, run).map((text) => `rerun: ${text}`);
  if (run.exitCode !== 0) wrong.push(`the rerun failed: ${errorsOf(run).join(", ")}`);
  const state = comparable(scene.state());
  if (state !== clean.state) wrong.push(`the rerun ended as ${state}`);
  return wrong;
}
