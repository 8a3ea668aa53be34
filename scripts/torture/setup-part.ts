/** Every call of init, and every call of destroy, as the last one of a run. */
import type { Dice } from "../bench/random.ts";
import { type Call, callsOf, cleanSetup, type Ended, SetupScene, tryDestroy, tryInit } from "./setups.ts";

export interface SetupTrial {
  readonly command: "init" | "destroy";
  readonly call: Call;
  readonly ended: Ended;
}

interface Asked {
  readonly dice: Dice;
  /** How many platforms are made at the same time. */
  readonly scenes: number;
  /** The first call and the last, from 1, to go on after a run that was ended, or to share the work. */
  readonly from: number;
  readonly to: number;
  readonly tell: (trial: SetupTrial) => void;
}

export interface SetupTrials {
  readonly calls: Readonly<Record<"init" | "destroy", number>>;
  readonly trials: readonly SetupTrial[];
}

/** Both commands are ended in turns: destroy at a call, as soon as init has made what it removes. */
export async function endSetups({ dice, scenes, from, to, tell }: Asked): Promise<SetupTrials> {
  const open = () => SetupScene.open("whole");
  const first = await open();
  const clean = await cleanSetup(first);
  const isServed = () => dice.below(2) === 0;
  const [inits, destroys] = [callsOf(clean, "init", isServed), callsOf(clean, "destroy", isServed)];
  const rounds = Array.from({ length: Math.max(inits.length, destroys.length) }, (_, round) => ({
    init: inits[round],
    destroy: destroys[round],
  })).slice(from - 1, to);
  const trials: SetupTrial[] = [];
  const add = (trial: SetupTrial) => {
    trials.push(trial);
    tell(trial);
  };
  const work = async (begin: SetupScene) => {
    let scene = begin;
    for (let round = rounds.shift(); round !== undefined; round = rounds.shift()) {
      const wrong: string[] = [];
      for (const [command, tryIt] of [
        ["init", tryInit],
        ["destroy", tryDestroy],
      ] as const) {
        const call = round[command];
        if (call === undefined) {
          // No call is left at which it could be ended.
          wrong.push(...(await scene.run(command)));
          continue;
        }
        const ended = await tryIt(scene, call, clean);
        add({ command, call, ended });
        wrong.push(...ended.wrong);
      }
      if (wrong.length === 0) continue;
      await scene[Symbol.asyncDispose]();
      scene = await open();
    }
    await scene[Symbol.asyncDispose]();
  };
  const others = await Promise.all(Array.from({ length: scenes - 1 }, open));
  await Promise.all([first, ...others].map(work));
  return { calls: { init: inits.length, destroy: destroys.length }, trials };
}
