/**
 * `npm run demo`: the tutorial on one machine, from "Onboard a new application" to "Add cluster type to environment",
 * through the workflows of `workflows-examples/` and the bundled actions.
 */
import { rmSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { TutorialWorld } from "@kalypso-actions/sandbox";
import { Narrator } from "./demo/narrator.ts";
import { Story } from "./demo/story.ts";

const usage = `npm run demo [-- options]
  --serve   keep the world up afterwards, with its pages in a browser, until Ctrl-C
  --step    wait for Enter before each step
`;

const place = join(fileURLToPath(new URL("..", import.meta.url)), "demo");

function options(): { readonly serve: boolean; readonly step: boolean } | undefined {
  try {
    const known = {
      serve: { type: "boolean" },
      step: { type: "boolean" },
      help: { type: "boolean" },
    } as const;
    const { values } = parseArgs({ options: known });
    if (values.help !== true) return { serve: values.serve === true, step: values.step === true };
    process.stdout.write(usage);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exitCode = 2;
  }
  return undefined;
}

async function interrupted(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => resolve());
    // Nothing else need keep the process: its servers do.
  });
}

async function main(): Promise<void> {
  const wanted = options();
  if (wanted === undefined) return;
  const started = Date.now();
  rmSync(place, { recursive: true, force: true });
  await using world = await TutorialWorld.open(place, { clusterLag: 2_500 });
  const narrator = new Narrator(world, wanted.step);
  try {
    await new Story(world, narrator).tell();
  } catch (error) {
    narrator.print(`\n${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
  const here = relative(process.cwd(), place) || ".";
  narrator.heading(`Look around (${((Date.now() - started) / 1_000).toFixed(0)} s)`);
  narrator.say(
    `The repositories are in ${here}/contoso: git clone ${here}/contoso/platform-gitops.git --branch stage`,
  );
  narrator.say(`The Schedules of every run are in ${here}/runner/artifacts.`);
  if (!wanted.serve)
    return narrator.say("npm run demo -- --serve keeps the world up, with its pages in a browser.");
  narrator.say(`Pages: ${world.github.url}/   (Ctrl-C ends it)`);
  await interrupted();
}

await main();
