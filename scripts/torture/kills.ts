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
  /** Whether it was killed; else it had ended before. */
  readonly isKilled: boolean;
  readonly wrong: readonly string[];
}

/** After a share of the time that a run takes, from 0 to 1; or as soon as the n-th request was served. */
export type Moment = { readonly share: number } | { readonly request: number };

interface KillTrial {
  readonly action: Action;
  readonly signal: Signal;
  readonly at: Moment;
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
  const { github } = scene.servers;
  let timer: NodeJS.Timeout | undefined;
  const run = await scene.run({
    onStart: (kill) => {
      const end = () => kill(signal);
      if ("share" in at) timer = setTimeout(end, at.share * clean.seconds * 1_000);
      else github.rules = [{ on: /./, nth: at.request, cutAfter: true, kill: end }];
    },
  });
  clearTimeout(timer);
  github.rules = [];
  const isKilled = run.exitCode === -1;
  const wrong = isKilled ? [] : [...complaints(scene, run)];
  if (signal === "SIGTERM") wrong.push(...temporaries(scene), ...neighbours(scene), ...pending(scene));
  wrong.push(...(await completes(scene, clean)));
  // The next run takes away what a killed one has left next to its output.
  wrong.push(...neighbours(scene).map((text) => `rerun: ${text}`));
  return { action, signal, isKilled, wrong };
}
