import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sampleHost, temporaryFolder } from "@kalypso-actions/github-sandbox";
import { expect, test } from "vitest";
import { Stage } from "../support/github.ts";
import { command } from "../support/kalypso.ts";
import { scheduledOnDev } from "../support/tutorial.ts";

/** The Schedule of the tutorial's dev environment. */
async function devSchedule(): Promise<string> {
  await using folder = await temporaryFolder();
  const world = await scheduledOnDev(join(folder.path, "world"));
  const from = ["--control-plane", `${sampleHost}/control-plane#dev`, "--environment", "dev"];
  const file = join(folder.path, "schedule.json");
  expect(await command(world, "schedule", ...from, "--out", file)).toMatchObject({ exitCode: 0 });
  return readFileSync(file, "utf8");
}

test("each assignment that cannot be rendered gets an issue, which is updated and then closed when fixed", async () => {
  await using stage = await Stage.open();
  await stage.world.push({ repository: "gitops", branch: "dev" }, "start", { "README.md": "x\n" });
  const { issues } = stage.github.repository("gitops");
  const schedule = await devSchedule();
  const render = async (name: string) => {
    // Only the namespace template prints it.
    await stage.folder(".", { "schedule.json": schedule.replaceAll("{{Workload}}", `{{${name}}}`) });
    const inputs = { path: "out", "issues-repository": "contoso/gitops", token: "app-token" };
    return stage.run("render", inputs);
  };

  const foreign = { number: 1, title: "theirs", body: "not ours", state: "open" as const, user: "someone" };
  issues.set(1, { ...foreign, labels: new Set(), comments: [], labelEvents: [] });

  const broken = await render("Worklod");
  expect(broken.stdout).toContain("template-value-missing");
  expect(broken.exitCode).toBe(1);
  expect(issues.get(2)).toMatchObject({
    state: "open",
    title: expect.stringMatching(/^dev: [\w-]+ cannot be rendered$/),
  });
  // The commit ID changes with the samples.
  expect(issues.get(2)?.body?.replace(/@[0-9a-f]{7} /, "@<commit> ")).toMatchInlineSnapshot(`
    "<!-- kalypso-actions: assignment dev/platform-svc-platform-svc-observability-dev-command-center -->
    The assignment \`platform-svc-platform-svc-observability-dev-command-center\` of \`dev\` has the problems below. Until they are fixed, no manifests are proposed for the environment:

    - \`template-value-missing\` (\`https://github.com/contoso/control-plane@<commit> templates/namespace.yaml:16:22\`): the template \`default\` prints \`Worklod\`, which its data does not contain
      Did you mean \`Workload\`? If it may be absent, print it inside a section.

    Later runs update this issue, and close it when the problems are fixed."
  `);

  stage.forget();
  await render("Worklod");
  expect(stage.writes()).toEqual([]);

  await render("Wrkload");
  const count = issues.size;
  expect(count).toBeGreaterThan(2);
  expect(issues.get(2)?.body).toContain("Wrkload");

  expect((await render("Workload")).exitCode).toBe(0);
  expect(issues.get(2)).toMatchObject({ state: "closed", comments: [expect.stringContaining("Fixed")] });
  expect(issues.get(1)).toMatchObject(foreign);
});

test("what the Schedule holds has one issue, which is closed when nothing is held", async () => {
  await using stage = await Stage.open();
  await stage.world.push({ repository: "gitops", branch: "dev" }, "start", { "README.md": "x\n" });
  const { issues } = stage.github.repository("gitops");
  const schedule = await devSchedule();
  const hold = {
    registration: "shop",
    repo: "https://github.com/contoso/shop",
    branch: "main",
    reason: "no such branch",
    isKnown: true,
    commit: null,
    assignments: [],
  };
  const render = async (held: readonly unknown[]) => {
    const text = schedule.replace('"held": []', `"held": ${JSON.stringify(held)}`);
    await stage.folder(".", { "schedule.json": text });
    const inputs = { path: "out", "issues-repository": "contoso/gitops", token: "app-token" };
    expect((await stage.run("render", inputs)).exitCode).toBe(0);
  };
  await render([hold]);
  expect(issues.get(1)).toMatchObject({ state: "open", title: "dev: 1 held" });
  stage.forget();
  await render([hold]);
  expect(stage.writes()).toEqual([]);
  await render([]);
  expect(issues.get(1)).toMatchObject({ state: "closed", comments: ["Nothing is held any more."] });
});
