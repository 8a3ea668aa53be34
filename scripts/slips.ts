/**
 * `npm run slips [count]`: tries slips of the keyboard in small control planes, 20,000 unless told otherwise, and lists
 * those that change the fleet without a word.
 */
import { SlipTrial, type Verdict } from "../test/support/slips.ts";
import { slipsFleet } from "../test/support/slips-fleet.ts";
import { Dice } from "./bench/random.ts";

const wanted = Number(process.argv[2] ?? 20_000);
const perFleet = 1_000;

const counts: Record<Verdict, number> = { error: 0, told: 0, unchanged: 0, silent: 0 };
let tried = 0;
for (let seed = 0; tried < wanted; seed++) {
  const dice = new Dice(seed);
  const trial = await SlipTrial.of(slipsFleet((words) => dice.pick(words)));
  const { slips } = trial;
  for (let index = 0; index < perFleet && tried < wanted; index++, tried++) {
    const slip = slips[dice.below(slips.length)];
    if (slip === undefined) throw new Error("the fleet has words");
    const found = await trial.verdict(slip);
    counts[found]++;
    const { word, typed } = slip;
    if (found === "silent")
      process.stdout.write(
        `fleet ${seed}, ${word.file}:${word.line}: the ${word.role} ${word.text} typed as ${typed}\n`,
      );
  }
}
const share = ((100 * counts.silent) / tried).toFixed(2);
process.stdout.write(
  `${tried} slips: ${counts.error} errors, ${counts.told} told at their line, ${counts.unchanged} without effect, ${counts.silent} silent (${share} %)\n`,
);
process.exitCode = counts.silent / tried > 0.02 ? 1 : 0;
