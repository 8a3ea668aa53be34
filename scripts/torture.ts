/**
 * `npm run torture`: what servers, machines, other people and inputs can do to the actions, as figures.
 *
 *   --only <part>,...   faults, kills, init, redirects, tokens, fuzz
 *   --kinds <kind>,...  faults of these kinds only, at the same requests as among all
 *   --actions <name>,...  faults at these actions only
 *   --seed <number>     chooses the requests that a fault meets; defaults to a random one
 *   --rounds <n>        requests per fault and action; defaults to 1
 *   --moments <n>       kills per action and signal; defaults to 20
 *   --from <n>, --to <n>  the first call and the last at which init and destroy are ended; defaults to all
 *   --inputs <n>        inputs of the fuzz; defaults to 1,000,000
 *   --write             puts the tables of these parts into docs/reliability.md
 */
import { randomInt } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import pLimit from "p-limit";
import { Dice } from "./bench/random.ts";
import { searchTutorial, tryRedirect } from "./torture/canary.ts";
import { fuzz, fuzzText } from "./torture/fuzz.ts";
import { tryKill } from "./torture/kills.ts";
import { type Clean, cleanRun, kinds, tryFault } from "./torture/matrix.ts";
import { faultTable, killTable, setupTable } from "./torture/report.ts";
import { type Action, actions } from "./torture/scenes.ts";
import { endSetups } from "./torture/setup-part.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    kinds: { type: "string" },
    actions: { type: "string" },
    seed: { type: "string" },
    rounds: { type: "string", default: "1" },
    moments: { type: "string", default: "20" },
    from: { type: "string", default: "1" },
    to: { type: "string", default: "Infinity" },
    inputs: { type: "string", default: "1000000" },
    write: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed ?? randomInt(2 ** 31));
const parts = values.only?.split(",") ?? ["faults", "kills", "init", "redirects", "tokens", "fuzz"];

const complaints: string[] = [];

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(where: string, wrong: readonly string[]): void {
  for (const one of wrong) {
    complaints.push(`${where}: ${one}`);
    say(`WRONG ${where}: ${one.slice(0, 1_000)}`);
  }
}

/** Most runs wait for a server or for git. */
const limit = pLimit(4 * availableParallelism());

const cleans = new Map<Action, Clean>();

async function cleanOf(action: Action): Promise<Clean> {
  const clean = cleans.get(action) ?? (await cleanRun(action));
  cleans.set(action, clean);
  return clean;
}

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

async function faults(): Promise<string> {
  const trials = kinds.flatMap((kind) =>
    actions.flatMap((action) => upTo(Number(values.rounds)).map((round) => ({ kind, action, round }))),
  );
  const isWanted = ({ kind, action }: (typeof trials)[number]) =>
    (values.kinds?.split(",") ?? kinds).includes(kind) &&
    (values.actions?.split(",") ?? actions).includes(action);
  const wanted = trials.map((trial, index) => ({ ...trial, index })).filter(isWanted);
  const cells = await Promise.all(
    wanted.map(({ index, ...trial }) =>
      limit(async () => {
        const dice = new Dice(seed + 7919 * index);
        const cell = await tryFault({ ...trial, clean: await cleanOf(trial.action), dice });
        complain(`${cell.action}, ${cell.kind} at ${cell.at}`, cell.wrong);
        say(`${cell.action}, ${cell.kind} at ${cell.at}: ${cell.ended}, ${cell.seconds.toFixed(1)} s`);
        return cell;
      }),
    ),
  );
  const longest = Math.max(...cells.map(({ seconds }) => seconds));
  const rounds = `${cells.length} runs; the longest took ${Math.round(longest)} s.`;
  return `${rounds}\n\n${faultTable(cells)}`;
}

async function kills(): Promise<string> {
  const moments = Number(values.moments);
  const trials = actions.flatMap((action) =>
    (["SIGTERM", "SIGKILL"] as const).flatMap((signal) =>
      upTo(moments).map((index) => ({ action, signal, share: (index + 0.5) / moments })),
    ),
  );
  // One after the other, so that a moment is about as far into each run as into the first.
  const killed = [];
  for (const { share, ...trial } of trials) {
    const one = await tryKill({ ...trial, at: { share }, clean: await cleanOf(trial.action) });
    complain(`${trial.action}, ${trial.signal} at ${share.toFixed(2)}`, one.wrong);
    killed.push(one);
  }
  return killTable(killed);
}

async function setups(): Promise<string> {
  const ended = await endSetups({
    dice: new Dice(seed),
    // Most of the time, they wait for a server or for git.
    scenes: 2 * availableParallelism() + 1,
    from: Number(values.from),
    to: Number(values.to),
    tell: ({ command, call: { server, nth, isServed }, ended: { isKilled, needsKey, wrong } }) => {
      const at = `${command}, ended ${isServed ? "after" : "at"} call ${nth} of ${server}`;
      complain(at, isKilled ? wrong : [...wrong, "it made fewer calls"]);
      const how = needsKey ? "another key was needed" : "fine";
      say(`${at}: ${wrong.length > 0 ? "wrong" : how}`);
    },
  });
  return setupTable(ended);
}

async function redirects(): Promise<string> {
  const dice = new Dice(seed);
  const trials = [301, 302, 307, 308].flatMap((status) => actions.map((action) => ({ status, action })));
  let sent = 0;
  for (const { status, action } of trials) {
    const { requests } = await cleanOf(action);
    const nth = 1 + dice.below(requests["github"] ?? 1);
    const told = await tryRedirect({ action, status, nth });
    if (told.length > 0) sent++;
    complain(`${action}, ${status} at ${nth}`, told);
  }
  return `${trials.length} redirects to another server; ${sent} sent it a token.`;
}

async function tokens(): Promise<string> {
  const { texts, bytes, processes, found } = await searchTutorial();
  complain("the tutorial", found);
  const size = `${texts} texts (${Math.round(bytes / 1_000)} KB) and the arguments of ${processes} processes`;
  return `The tutorial, run to its end, leaves ${size}; tokens or keys in them: ${found.length}.`;
}

async function fuzzing(): Promise<string> {
  const fuzzed = await fuzz({ seed, inputs: Number(values.inputs), threads: availableParallelism() });
  for (const { area, crashes, slow, overMemory } of fuzzed.rows)
    for (const { index, what } of [...crashes, ...slow, ...overMemory])
      complain(`${area}, input ${index}`, [what]);
  return fuzzText(fuzzed).trimEnd();
}

const [cpu] = cpus();
const machine = `${availableParallelism()} cores of ${cpu?.model.trim() ?? "an unknown processor"}, ${process.platform}, Node ${process.versions.node}`;

/** Runs a part. @returns its table, below a line with all that is needed to run it again */
async function record(part: () => Promise<string>): Promise<string> {
  const [begin, before] = [performance.now(), complaints.length];
  const table = await part();
  const minutes = ((performance.now() - begin) / 60_000).toFixed(1);
  const wrong = complaints.length - before;
  return `Seed ${seed}, ${machine}, ${minutes} minutes; ${wrong} results that should not be.\n\n${table}`;
}

function write(part: string, text: string): void {
  const file = fileURLToPath(new URL("../docs/reliability.md", import.meta.url));
  const between = new RegExp(`(?<=<!-- torture ${part} -->\\n)[\\s\\S]*?(?=<!-- /torture -->)`);
  writeFileSync(
    file,
    readFileSync(file, "utf8").replace(between, () => `\n${text}\n\n`),
  );
}

const all = { faults, kills, init: setups, redirects, tokens, fuzz: fuzzing };
for (const [name, part] of Object.entries(all)) {
  if (!parts.includes(name)) continue;
  const text = await record(part);
  say(`\n${text}`);
  if (values.write) write(name, text);
}
process.exitCode = complaints.length === 0 ? 0 : 1;
