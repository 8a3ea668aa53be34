/** Kills each action at moments spread over its run; the next run must complete the work. */
import { readdirSync } from "node:fs";
import { type Clean, completes } from "./matrix.ts";
import { complaints } from "./outcome.ts";
import type { Scene } from "./scene.ts";
import { type Action, openScene } from "./scenes.ts";

export type Signal = "SIGTERM" | "SIGKILL";

export interface Killed {
  readonly action: Action;
  readonly signal: Signal;
  /** How far the run was, from 0 to 1. */
  readonly at: number;
  /** Whether it was killed; else it had ended before. */
  readonly isKilled: boolean;
  readonly wrong: readonly string[];
}

interface KillTrial {
  readonly action: Action;
  readonly signal: Signal;
  readonly at: number;
  readonly clean: Clean;
}

/** What is left next to its output. */
function neighbours({ stage }: Scene): readonly string[] {
  const paths = readdirSync(stage.path("."), { recursive: true, encoding: "utf8" });
  return paths.filter((path) => /\.\d+-[0-9a-f]{12}\.\w+$/.test(path)).map((path) => `it left ${path}`);
}

/** What is left among temporary files. */
function temporaries({ temporary }: Scene): readonly string[] {
  const names = readdirSync(temporary).filter((name) => name.startsWith("kalypso-"));
  return names.map((name) => `it left ${name}`);
}

function pending(scene: Scene): readonly string[] {
  const isPending = Object.values(scene.state()).some((text) => text === "pending Deploying");
  return isPending ? ["it left a pending status"] : [];
}

/** @throws Error if the scene cannot be set up */
export async function tryKill({ action, signal, at, clean }: KillTrial): Promise<Killed> {
  await using scene = await openScene(action);
  let timer: NodeJS.Timeout | undefined;
  const run = await scene.run({
    onStart: (kill) => {
      timer = setTimeout(() => kill(signal), at * clean.seconds * 1_000);
    },
  });
  clearTimeout(timer);
  const isKilled = run.exitCode === -1;
  const wrong = isKilled ? [] : [...complaints(scene, run)];
  if (signal === "SIGTERM") wrong.push(...temporaries(scene), ...neighbours(scene), ...pending(scene));
  wrong.push(...(await completes(scene, clean)));
  // The next run takes away what a killed one has left next to its output.
  wrong.push(...neighbours(scene).map((text) => `rerun: ${text}`));
  return { action, signal, at, isKilled, wrong };
}
