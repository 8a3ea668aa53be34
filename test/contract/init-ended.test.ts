/** A short, seeded part of `npm run torture -- --only init`: init and destroy ended by SIGKILL at a call, and run again. */
import { expect, test } from "vitest";
import { Dice } from "../../scripts/bench/random.ts";
import {
  type Call,
  callsOf,
  cleanSetup,
  SetupScene,
  tryDestroy,
  tryInit,
} from "../../scripts/torture/setups.ts";

function oneOf(calls: readonly Call[], dice: Dice): Call {
  const call = calls[dice.below(calls.length)];
  if (call === undefined) throw new Error("there are no calls");
  return call;
}

test("a dozen ends of init and of destroy at calls that a die names, and the runs after them", async () => {
  await using scene = await SetupScene.open("small");
  const clean = await cleanSetup(scene);
  const dice = new Dice(20261128);
  const isServed = () => dice.below(2) === 0;
  const [inits, destroys] = [callsOf(clean, "init", isServed), callsOf(clean, "destroy", isServed)];
  expect(inits.length).toBeGreaterThan(80);
  expect(destroys.length).toBeGreaterThan(20);
  for (let round = 0; round < 6; round++) {
    const [init, destroy] = [oneOf(inits, dice), oneOf(destroys, dice)];
    const fine = { isKilled: true, needsKey: false, wrong: [] };
    expect(await tryInit(scene, init, clean), JSON.stringify({ init })).toEqual(fine);
    expect(await tryDestroy(scene, destroy, clean), JSON.stringify({ destroy })).toEqual(fine);
  }
}, 240_000);
