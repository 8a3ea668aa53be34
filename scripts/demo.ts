/**
 * `npm run demo`: the tutorial on one machine, from `kalypso init` over "Onboard a new application" and "Add cluster type to
 * environment" to `kalypso destroy`, through the workflows that init makes and the bundled actions.
 */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { EmptyWorld } from "@kalypso-actions/tutorial-world";
import { fleetAddress, serveFleet } from "./demo/fleet-page.ts";
import { Narrator } from "./demo/narrator.ts";
import { Story } from "./demo/story.ts";

const usage = `npm run demo [-- options]
  --serve   before everything is removed, keep it running and serve its pages, until Ctrl-C
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

/** Actions share their compiled code, which saves a third of a short one's time. */
process.env["NODE_COMPILE_CACHE"] ??= fileURLToPath(
  new URL("../node_modules/.cache/compiled", import.meta.url),
);

async function main(): Promise<void> {
  const wanted = options();
  if (wanted === undefined) return;
  const { serve, step, place } = wanted;
  const started = Date.now();
  const interrupted = interruption();
  await using world = await EmptyWorld.open(place, {
    clusterLag: 2,
    ...(serve ? { fleet: fleetAddress } : {}),
  });
  const narrator = new Narrator(world, step);
  const story = new Story(world, narrator);
  const seconds = () => ((Date.now() - started) / 1_000).toFixed(0);
  try {
    if ((await Promise.race([story.tell(), interrupted])) === "interrupted") {
      process.exitCode = 130;
      return;
    }
    const here = relative(process.cwd(), place) || ".";
    narrator.heading(`Look around (${seconds()} s)`);
    narrator.say(`The Schedules of every run are in ${here}/runner/artifacts.`);
    if (serve) {
      narrator.say(`The repositories are in ${here}/${world.github.owner}:`);
      narrator.act(
        `git clone ${here}/${world.github.owner}/${world.names("platform-gitops")}.git --branch stage`,
      );
      serveFleet(world);
      narrator.say(`The fleet as one page: ${world.github.url}${fleetAddress}`);
      narrator.say(`Pages: ${world.github.url}/   (Ctrl-C to stop and remove everything)`);
      await interrupted;
    } else narrator.say("npm run demo -- --serve keeps it running here and serves its pages to a browser.");
    await story.remove();
    narrator.print(`\nDone after ${seconds()} s.`);
  } catch (error) {
    narrator.print(`\n${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}

await main();
// An interrupted story leaves timers and prompts behind, so exit explicitly.
process.stdout.write("", () => process.exit());
