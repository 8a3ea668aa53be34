/**
 * `npm run demo`: the tutorial on one machine, from "Onboard a new application" to "Add cluster type to environment",
 * through the workflows of `workflows-examples/` and the bundled actions.
 */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { TutorialWorld } from "@kalypso-actions/tutorial-world";
import { Narrator } from "./demo/narrator.ts";
import { Story } from "./demo/story.ts";

const usage = `npm run demo [-- options]
  --serve   keep everything running afterwards and serve its pages, until Ctrl-C
  --step    wait for Enter before each step
  --folder  where to put the repositories: an empty or new folder; defaults to demo/
`;

interface Options {
  readonly serve: boolean;
  readonly step: boolean;
  readonly place: string;
}

/**
 * Recreates the demo's own folder; any other folder must be empty.
 * @throws Error if it is not
 */
function emptyPlace(folder: string | undefined): string {
  if (folder === undefined) {
    const own = join(fileURLToPath(new URL("..", import.meta.url)), "demo");
    rmSync(own, { recursive: true, force: true });
    return own;
  }
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new Error(`${folder} is not empty`);
  return resolve(folder);
}

/** @returns undefined if only the usage was requested */
function options(): Options | undefined {
  const [flag, text] = [{ type: "boolean" }, { type: "string" }] as const;
  const known = { serve: flag, step: flag, help: flag, folder: text };
  try {
    const { serve = false, step = false, help = false, folder } = parseArgs({ options: known }).values;
    if (!help) return { serve, step, place: emptyPlace(folder) };
    process.stdout.write(usage);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exitCode = 2;
  }
  return undefined;
}

/** Resolves when the user stops the demo. */
function interruption(): Promise<"interrupted"> {
  return new Promise((resolve) => {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => resolve("interrupted"));
  });
}

async function main(): Promise<void> {
  const wanted = options();
  if (wanted === undefined) return;
  const { serve, step, place } = wanted;
  const started = Date.now();
  const interrupted = interruption();
  await using world = await TutorialWorld.open(place, { clusterLag: 2 });
  const narrator = new Narrator(world, step);
  try {
    if ((await Promise.race([new Story(world, narrator).tell(), interrupted])) === "interrupted") {
      process.exitCode = 130;
      return;
    }
  } catch (error) {
    narrator.print(`\n${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
  const here = relative(process.cwd(), place) || ".";
  narrator.heading(`Look around (${((Date.now() - started) / 1_000).toFixed(0)} s)`);
  narrator.say(`The repositories are in ${here}/contoso:`);
  narrator.act(`git clone ${here}/contoso/platform-gitops.git --branch stage`);
  narrator.say(`The Schedules of every run are in ${here}/runner/artifacts.`);
  if (!serve)
    return narrator.say("npm run demo -- --serve keeps it running and serves its pages to a browser.");
  narrator.say(`Pages: ${world.github.url}/   (Ctrl-C to stop)`);
  await interrupted;
}

await main();
// An interrupted story leaves timers and prompts behind, so exit explicitly.
process.stdout.write("", () => process.exit());
