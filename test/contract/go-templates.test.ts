import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  openTutorial,
  pushStep,
  sampleHost,
  temporaryFolder,
  tutorialSteps,
  type World,
} from "@kalypso-actions/sandbox";
import { expect, test } from "vitest";
import { command } from "../support/kalypso.ts";

async function renderDev(world: World, folder: string, name: string): Promise<ReadonlyMap<string, string>> {
  const out = join(folder, name);
  const environment = ["--control-plane", `${sampleHost}/control-plane#dev`, "--environment", "dev"];
  const result = await command(world, "render", ...environment, "--out", out);
  expect(result).toMatchObject({ exitCode: 0, diagnostics: [] });
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((file) => {
      const path = join(file.parentPath, file.name);
      return [path.slice(out.length), readFileSync(path, "utf8")];
    }),
  );
}

test("the sample in Kalypso's template language renders the very manifests of the mustache one", async () => {
  await using folder = await temporaryFolder();
  const world = await openTutorial(join(folder.path, "world"));
  await pushStep(world, tutorialSteps.register);
  await pushStep(world, tutorialSteps.scheduleOnDev);
  const mustache = await renderDev(world, folder.path, "mustache");
  const examples = join(
    import.meta.dirname,
    "../../workflows-examples/control-plane-go-templates/main/templates",
  );
  const templates = readdirSync(examples).map((name): [string, string] => [
    `templates/${name}`,
    readFileSync(join(examples, name), "utf8"),
  ]);
  await world.push("control-plane", "main", "templates in Go", Object.fromEntries(templates));
  expect(await renderDev(world, folder.path, "go")).toEqual(mustache);
  expect(mustache.size).toBeGreaterThan(8);
});
