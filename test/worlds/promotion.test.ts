import { describe, expect, test } from "vitest";
import { label, pushMain } from "../support/changes-of-main.ts";
import { deployedOnce } from "../support/tutorial.ts";

const deployed = deployedOnce();

describe("without changes", () => {
  test("a promotion that changes no manifest goes through all environments without a pull request", async () => {
    const tutorial = deployed();
    const pulls = tutorial.pulls("platform-gitops");
    const commit = await pushMain(tutorial, { "README.md": "About this control plane.\n" });
    await tutorial.settle();
    expect(tutorial.pulls("platform-gitops")).toEqual(pulls);
    expect(tutorial.statuses(commit)).toEqual([
      "dev: pending Promoted",
      "dev: pending Deploying",
      "dev: success Deployed",
      "stage: pending Promoted",
      "stage: pending Deploying",
      "stage: success Deployed",
    ]);
    expect([tutorial.pinned("dev"), tutorial.pinned("stage")]).toEqual([commit, commit]);

    // A later sweep finds nothing to propose, and does not check deployed commits again.
    const checks = tutorial.runs("control-plane", "check-promote").length;
    tutorial.world.github.tick("control-plane");
    await tutorial.settle();
    expect(tutorial.runs("control-plane", "schedule").at(-1)).toMatchObject({
      event: "schedule",
      conclusion: "success",
    });
    expect(tutorial.runs("control-plane", "check-promote")).toHaveLength(checks);
  });

  test("a push of configuration promotes nothing: every environment keeps its commit of main", async () => {
    const tutorial = deployed();
    const [dev, stage] = [tutorial.pinned("dev"), tutorial.pinned("stage")];
    const statuses = tutorial.statuses(dev ?? "");
    const approvals = tutorial.world.github.repository("control-plane").environments.get("stage");
    // Stage's current commit needs no approval.
    if (approvals !== undefined) approvals.needsApproval = true;
    await tutorial.world.github.push({ repository: "control-plane", branch: "dev" }, "configuration", {
      "configs/dev-config.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: dev-config
  labels: { platform-config: "true" }
data: { ENVIRONMENT: Development }
`,
    });
    await tutorial.settle();
    expect(tutorial.world.openPull("platform-gitops", "dev").body).toContain(
      "| `ENVIRONMENT` | `Dev` | `Development` |",
    );
    await tutorial.merge("platform-gitops", "dev");
    const [check] = tutorial.runs("control-plane", "check-promote").slice(-1);
    expect(check).toMatchObject({ status: "completed", conclusion: "success" });
    expect(check?.jobs.map(({ conclusion }) => conclusion)).toEqual(["success", "skipped"]);
    expect([tutorial.pinned("dev"), tutorial.pinned("stage")]).toEqual([dev, stage]);
    expect(tutorial.statuses(dev ?? "")).toEqual(statuses);
    expect(tutorial.pulls("platform-gitops").filter((pull) => pull.endsWith("open"))).toEqual([]);
  });
});

test("a main that breaks an environment is promoted nowhere, and the error names the line", async () => {
  const tutorial = deployed();
  const [dev, stage] = [tutorial.pinned("dev"), tutorial.pinned("stage")];
  const original = tutorial.world.github.git("control-plane").text("main", "templates/namespace.yaml") ?? "";
  const broken = await pushMain(tutorial, label("{{Missing}}"));
  await tutorial.settle();
  const [ci] = tutorial.runs("control-plane", "ci").slice(-1);
  expect(ci?.conclusion).toBe("failure");
  const conclusions = Object.fromEntries(ci?.jobs.map(({ name, conclusion }) => [name, conclusion]) ?? []);
  expect(conclusions).toMatchObject({
    "validate dev": "failure",
    "validate stage": "failure",
    promote: "skipped",
  });
  const messages = ci?.jobs.flatMap(({ annotations }) => annotations.map(({ message }) => message)) ?? [];
  expect(messages.filter((message) => message.includes("templates/namespace.yaml:14:"))).toHaveLength(2);
  expect(tutorial.statuses(broken)).toEqual([]);

  const repaired = await pushMain(tutorial, { "templates/namespace.yaml": original });
  await tutorial.settle();
  expect(tutorial.statuses(repaired).at(-1)).toBe("stage: success Deployed");
  // Re-running the earlier check finds newer commits everywhere and rolls nothing back.
  tutorial.world.runner.rerun(tutorial.runs("control-plane", "check-promote")[0]?.id ?? 0);
  await tutorial.settle();
  expect([tutorial.pinned("dev"), tutorial.pinned("stage")]).toEqual([repaired, repaired]);
  expect([dev, stage]).not.toContain(repaired);
});

test("a GitHub environment that requires approval holds the promotion until approved", async () => {
  const tutorial = deployed();
  const stage = tutorial.world.github.repository("control-plane").environments.get("stage");
  if (stage === undefined) throw new Error("there is no environment stage");
  stage.needsApproval = true;
  const before = tutorial.pinned("stage");
  const commit = await pushMain(tutorial, label("two"));
  await tutorial.settle();
  await tutorial.merge("platform-gitops", "dev");
  const [check] = tutorial.runs("control-plane", "check-promote").slice(-1);
  expect(check).toMatchObject({ status: "waiting" });
  expect(check?.jobs.at(-1)).toMatchObject({
    name: "promote / promote to stage",
    environment: "stage",
    status: "waiting",
  });
  expect(tutorial.pinned("stage")).toBe(before);
  expect(tutorial.statuses(commit).at(-1)).toBe("dev: success Deployed");

  tutorial.world.runner.approve(check?.id ?? 0, "stage");
  await tutorial.settle();
  expect(check).toMatchObject({ conclusion: "success" });
  expect(tutorial.pinned("stage")).toBe(commit);
  // The approval was for the promotion. Stage's check needs no further one.
  await tutorial.merge("platform-gitops", "stage");
  expect(tutorial.statuses(commit).at(-1)).toBe("stage: success Deployed");

  // A rejected commit is not promoted, and the next one needs approval again.
  await pushMain(tutorial, label("three"));
  await tutorial.settle();
  await tutorial.merge("platform-gitops", "dev");
  const [rejected] = tutorial.runs("control-plane", "check-promote").slice(-1);
  tutorial.world.runner.reject(rejected?.id ?? 0, "stage");
  await tutorial.settle();
  expect(rejected).toMatchObject({ conclusion: "failure" });
  expect(tutorial.pinned("stage")).toBe(commit);
  const last = await pushMain(tutorial, label("four"));
  await tutorial.settle();
  await tutorial.merge("platform-gitops", "dev");
  tutorial.world.runner.approve(tutorial.runs("control-plane", "check-promote").at(-1)?.id ?? 0, "stage");
  await tutorial.settle();
  expect(tutorial.pinned("stage")).toBe(last);
});

test("a promotion by pull request sets the status when it is merged; a proposal that is closed stays closed, and the status says so", async () => {
  const tutorial = deployed();
  const { github } = tutorial.world;
  // Environment branches change through pull requests only, promotions included.
  const plane = github.repository("control-plane");
  plane.rulesets = [{ branches: ["dev"], bypass: [] }];
  plane.variables.set("PROMOTE_VIA", "pull-request");
  const commit = await pushMain(tutorial, label("unwanted"));
  await tutorial.settle();
  expect(tutorial.statuses(commit)).toEqual([]);
  await tutorial.merge("control-plane", "dev");
  expect(tutorial.pinned("dev")).toBe(commit);
  expect(tutorial.statuses(commit)).toEqual(["dev: pending Promoted"]);
  const { number } = tutorial.world.openPull("platform-gitops", "dev");
  // Whoever consents to removals does not wait for the hourly run.
  github.label("platform-gitops", number, { label: "removals-allowed", by: "person" });
  await tutorial.settle();
  expect(tutorial.runs("platform-gitops", "removals").at(-1)).toMatchObject({ conclusion: "success" });
  expect(tutorial.runs("control-plane", "schedule").at(-1)).toMatchObject({
    event: "repository_dispatch",
    conclusion: "success",
  });

  github.close("platform-gitops", number);
  const pulls = tutorial.pulls("platform-gitops");
  github.tick("control-plane");
  await tutorial.settle();
  expect(tutorial.pulls("platform-gitops")).toEqual(pulls);
  expect(tutorial.statuses(commit)).toEqual(["dev: pending Promoted", `dev: failure Rejected in #${number}`]);
});

test("permission to send events to the control plane is not enough to promote", async () => {
  const tutorial = deployed();
  const { github } = tutorial.world;
  const stage = tutorial.pinned("stage");
  const commit = await pushMain(tutorial, label("unmerged"));
  await tutorial.settle();
  const permissions = { contents: "write" } as const;
  const token = github.token("team", { user: "contoso-kaizen[bot]", permissions, isWorkflowToken: false });
  const merged = github.git("platform-gitops").resolve("dev");
  const payload = { environment: "dev", commit_id: merged, promoted_commit_id: commit };
  const answer = await fetch(`${github.url}/api/v3/repos/contoso/control-plane/dispatches`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ event_type: "check-promote", client_payload: payload }),
  });
  expect(answer.status).toBe(204);
  await tutorial.settle();
  const [check] = tutorial.runs("control-plane", "check-promote").slice(-1);
  expect(check?.jobs.flatMap(({ annotations }) => annotations.map(({ title }) => title))).toContain(
    "sender-refused",
  );
  expect(tutorial.statuses(commit)).toEqual(["dev: pending Promoted"]);
  expect(tutorial.pinned("stage")).toBe(stage);
});

/** Everything that a run of the workflow started by hand could want. */
const byHand = {
  cd: { environment: "dev", commit: "" },
  ci: {},
  schedule: {},
  "check-promote": { environment: "dev", commit: "0".repeat(40), "promoted-commit": "0".repeat(40) },
};

test("a branch or a pull request of somebody who may push gets no key, and workflows started by hand from it change nothing", async () => {
  const tutorial = deployed();
  const { github, runner } = tutorial.world;
  const heads = () =>
    ["control-plane", "platform-gitops", "app-gitops", "svc-gitops"].flatMap((name) =>
      ["main", "dev", "stage", "kalypso/stage"].map((branch) => github.git(name).resolve(branch)),
    );
  await tutorial.settle();
  const [before, runs] = [heads(), runner.runs.length];
  const statuses = structuredClone(github.repository("control-plane").statuses);

  // Reversed, so that the mask does not hide it. In every environment, and in none.
  const show = "echo stolen-$(echo '${{ secrets.APP_PRIVATE_KEY }}' | rev)";
  const stealing = (on: string) =>
    JSON.stringify({
      on,
      jobs: Object.fromEntries(
        ["", "kalypso", "dev", "stage"].map((environment) => [
          environment || "none",
          { "runs-on": "ubuntu-latest", ...(environment && { environment }), steps: [{ run: show }] },
        ]),
      ),
    });
  for (const repository of ["control-plane", "platform-gitops", "app-src", "svc-src"]) {
    const base = repository === "platform-gitops" ? "dev" : "main";
    github.git(repository).git(["branch", "evil", base]);
    await github.push({ repository, branch: "evil" }, "evil", {
      "templates/evil.yaml": "x: y\n",
      ".github/workflows/push.yml": stealing("push"),
      ".github/workflows/pull.yml": stealing("pull_request"),
      ".github/workflows/target.yml": stealing("pull_request_target"),
      ".github/workflows/removals.yml": stealing("pull_request_target"),
    });
    const permissions = { pull_requests: "write", contents: "write" } as const;
    const token = github.token("evil", { user: "person", permissions, isWorkflowToken: false });
    const opened = await fetch(`${github.url}/api/v3/repos/contoso/${repository}/pulls`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ title: "evil", head: "evil", base }),
    });
    expect(opened.status).toBe(201);
  }
  for (const [workflow, inputs] of Object.entries(byHand))
    github.dispatch("control-plane", `${workflow}.yml`, { ref: "evil", inputs });
  github.dispatch("app-src", "cicd.yml", { ref: "evil", inputs: {} });
  github.dispatch("svc-src", "cicd.yml", { ref: "evil", inputs: {} });
  await tutorial.settle();

  const started = runner.runs.slice(runs);
  const jobs = started.flatMap((run) => run.jobs.map((job) => ({ ...job, run })));
  const lines = jobs.flatMap(({ steps }) => steps.flatMap(({ log }) => log));
  const stolen = lines.filter((line) => line.startsWith("stolen-"));
  expect(stolen).toEqual(stolen.map(() => "stolen-"));
  // A push and a pull request in each repository; the files for `pull_request_target` are not on a default branch.
  expect(jobs.filter(({ name }) => name === "none")).toHaveLength(8);
  const inEnvironments = jobs.filter(({ environment = "", run }) =>
    github.repository(run.repository).environments.get(environment)?.secrets.has("APP_PRIVATE_KEY"),
  );
  expect(inEnvironments.length).toBeGreaterThan(12);
  expect(inEnvironments.map(({ conclusion, steps }) => [conclusion, steps.length])).toEqual(
    inEnvironments.map(() => ["failure", 0]),
  );
  for (const { annotations } of inEnvironments)
    expect(annotations.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^Branch "(?:evil|refs\/pull\/\d+\/merge)" is not allowed to deploy to \w+ due to/,
      ),
    ]);
  const named = (workflow: string) =>
    jobs.filter(({ run }) => run.event === "workflow_dispatch" && run.workflow === workflow);
  for (const workflow of [...Object.keys(byHand), "cicd"])
    expect(
      named(`${workflow}.yml`).some(({ conclusion }) => conclusion === "failure"),
      workflow,
    ).toBe(true);
  expect(heads()).toEqual(before);
  expect(github.repository("control-plane").statuses).toEqual(statuses);
});

test("a promotion that is started by hand for main waits for the environment's reviewers, which nothing else makes up for", async () => {
  const tutorial = deployed();
  const { github, runner } = tutorial.world;
  const stage = github.repository("control-plane").environments.get("stage");
  if (stage === undefined) throw new Error("there is no environment stage");
  stage.needsApproval = true;
  const pinned = tutorial.pinned("stage");
  const commit = await pushMain(tutorial, label("by-hand"));
  await tutorial.settle();
  const start = async () => {
    github.dispatch("control-plane", "cd.yml", { ref: "main", inputs: { environment: "stage", commit } });
    await tutorial.settle();
    return runner.runs.at(-1);
  };
  const held = await start();
  expect(held).toMatchObject({ status: "waiting" });
  runner.reject(held?.id ?? 0, "stage");
  await tutorial.settle();
  expect(tutorial.pinned("stage")).toBe(pinned);

  // Nobody has deployed it to dev.
  expect(tutorial.statuses(commit).at(-1)).toBe("dev: pending Promoted");
  stage.needsApproval = false;
  await start();
  expect(tutorial.pinned("stage")).toBe(commit);
});

test("a run by hand for a tag of main promotes nothing: only the branch may", async () => {
  const tutorial = deployed();
  const { github, runner } = tutorial.world;
  const pinned = tutorial.pinned("stage");
  github.git("control-plane").git(["tag", "v1", "main"]);
  github.dispatch("control-plane", "cd.yml", { ref: "v1", inputs: { environment: "stage", commit: "" } });
  await tutorial.settle();
  expect(runner.runs.at(-1)).toMatchObject({ ref: "v1", conclusion: "failure" });
  expect(tutorial.pinned("stage")).toBe(pinned);
});
