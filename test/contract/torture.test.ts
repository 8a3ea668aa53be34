/** A short, seeded part of `npm run torture`: the bundles under faults and kills. */
import { describe, expect, test } from "vitest";
import { Dice } from "../../scripts/bench/random.ts";
import { tryRedirect } from "../../scripts/torture/canary.ts";
import { tryKill } from "../../scripts/torture/kills.ts";
import { type Clean, cleanRun, tryFault } from "../../scripts/torture/matrix.ts";
import { type Action, actions } from "../../scripts/torture/scenes.ts";

const seed = 20_261_128;

/** Kinds that end without a wait. */
const kinds = [
  "cut before",
  "cut after",
  "archived",
  "lease lost",
  "two runs at once",
  "moved",
  "HTML page",
] as const;

const cleans = new Map<Action, Clean>();

async function cleanOf(action: Action): Promise<Clean> {
  const clean = cleans.get(action) ?? (await cleanRun(action));
  cleans.set(action, clean);
  return clean;
}

describe.each(actions)("%s", (action) => {
  const number = actions.indexOf(action);
  const dice = new Dice(seed + number);

  test("ends as it should or says why not, and the next run completes the work, after a fault", async () => {
    const kind = kinds[number % kinds.length] ?? "cut before";
    expect(await tryFault({ action, kind, clean: await cleanOf(action), dice })).toMatchObject({ wrong: [] });
  });

  test("after a kill, the next run completes the work", async () => {
    const clean = await cleanOf(action);
    const signal = number % 2 === 0 ? "SIGKILL" : "SIGTERM";
    const at = { request: 1 + dice.below(clean.requests["github"] ?? 1) };
    expect(await tryKill({ action, signal, at, clean })).toMatchObject({ wrong: [] });
  });

  test("sends no token to the server that it is redirected to", async () => {
    expect(await tryRedirect({ action, status: 307, nth: 1 })).toEqual([]);
  });
});
