import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sampleHost, temporaryFolder, type World } from "@kalypso-actions/github-sandbox";
import { openTutorial, pushStep, tutorialSteps } from "@kalypso-actions/tutorial-world";
import { expect, test } from "vitest";
import { command } from "../support/kalypso.ts";
import { refusals } from "../support/served-models.ts";

/** The manifests of dev and stage, by path. */
async function renderAll(world: World, folder: string): Promise<ReadonlyMap<string, string>> {
  for (const environment of ["dev", "stage"]) {
    const controlPlane = `${sampleHost}/control-plane#${environment}`;
    const out = join(folder, environment);
    const where = ["--control-plane", controlPlane, "--environment", environment, "--out", out];
    expect(await command(world, "render", ...where)).toMatchObject({ exitCode: 0, diagnostics: [] });
  }
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = files.filter((entry) => entry.isFile()).map((file) => join(file.parentPath, file.name));
  return new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]));
}

test("the samples in both template languages render the same manifests, and Kubernetes, Flux and Argo CD accept all of them", async () => {
  await using folder = await temporaryFolder();
  const world = await openTutorial(join(folder.path, "world"));
  for (const step of Object.values(tutorialSteps)) await pushStep(world, step);
  const mustache = await renderAll(world, join(folder.path, "mustache"));
  const examples = join(
    import.meta.dirname,
    "../../workflows-examples/control-plane-go-templates/main/templates",
  );
  const templates = readdirSync(examples).map((name): [string, string] => [
    `templates/${name}`,
    readFileSync(join(examples, name), "utf8"),
  ]);
  await world.push(
    { repository: "control-plane", branch: "main" },
    "templates in Go",
    Object.fromEntries(templates),
  );
  const go = await renderAll(world, join(folder.path, "go"));
  expect(go).toEqual(mustache);
  const manifests = [...mustache, ...go].filter(([path]) => path.endsWith(".yaml"));
  const refused = manifests.flatMap(([path, text]) => refusals(text).map((reason) => `${path}: ${reason}`));
  expect(refused).toEqual([]);
  const places = new Set(manifests.map(([path]) => path.split("/").slice(0, 2).join("/")));
  expect([...places].sort(), "every cluster type that has an assignment").toEqual([
    "dev/command-center",
    "dev/drone",
    "dev/large",
    "stage/drone",
    "stage/large",
    "stage/small",
  ]);
  const kinds = manifests.flatMap(([, text]) => [...text.matchAll(/^kind: (.*)$/gm)].map(([, kind]) => kind));
  expect([...new Set(kinds)].sort()).toEqual([
    "Application",
    "ConfigMap",
    "GitRepository",
    "Kustomization",
    "Namespace",
  ]);
});
