/** What several teams do at once, or without telling anybody. In a file of its own, and in the organisation of another. */
import { expect, test } from "vitest";
import type { Tutorial } from "../support/tutorial.ts";

export function testTeams(deployed: () => Tutorial): void {
  test("simultaneous pushes to main, an environment and an application lose nothing", async () => {
    const tutorial = deployed();
    const { github } = tutorial.world;
    const policy = (name: string) => ({
      [`scheduling/${name}.yaml`]: `apiVersion: scheduler.kalypso.io/v1alpha1
kind: SchedulingPolicy
metadata: { name: ${name} }
spec:
  deploymentTargetSelector: { workspace: kaizen-app-team, labelSelector: { matchLabels: { purpose: ${name} } } }
  clusterTypeSelector: { labelSelector: { matchLabels: { size: small } } }
`,
    });
    const configured = (greeting: string) => ({
      "chart/values-note.txt": `${greeting}\n`,
      "src/note.js": `// ${greeting}\n`,
    });
    const older = await github.push({ repository: "control-plane", branch: "main" }, "older", {
      "README.md": "1\n",
    });
    const newer = await github.push({ repository: "control-plane", branch: "main" }, "newer", {
      "README.md": "2\n",
    });
    await github.push(
      { repository: "control-plane", branch: "dev" },
      "first policy",
      policy("functional-test"),
    );
    await github.push(
      { repository: "control-plane", branch: "dev" },
      "second policy",
      policy("performance-test"),
    );
    await github.push({ repository: "app-src", branch: "main" }, "older", configured("older"));
    await github.push({ repository: "app-src", branch: "main" }, "newer", configured("newer"));
    await tutorial.settle();

    expect(tutorial.story().filter((line) => !line.endsWith(": success"))).toEqual([]);
    // Both commits were validated; dev has the newer one, whichever run came last.
    expect(tutorial.pinned("dev")).toBe(newer);
    expect(
      tutorial
        .runs("control-plane", "ci")
        .slice(-2)
        .map(({ sha }) => sha),
    ).toEqual([older, newer]);
    const { body } = tutorial.world.openPull("platform-gitops", "dev");
    expect(body).toContain(
      "| `small` | `hello-world-app-functional-test`<br>`hello-world-app-performance-test` |",
    );
    // Both images were built, and the manifests name the newer one's.
    const builds = tutorial
      .runs("app-src", "cicd")
      .map(({ jobs }) => jobs.find(({ name }) => name === "build"));
    const digests = builds.map(
      (job) => /@(sha256:\w+)/.exec(job?.steps.flatMap(({ log }) => log).join("\n") ?? "")?.[1],
    );
    expect(new Set(digests).size).toBe(2);
    expect(tutorial.file("app-gitops", "dev", "functional-test/manifests.yaml")).toContain(digests[1]);
    expect(tutorial.file("app-gitops", "kalypso/stage", "uat-test/manifests.yaml")).toContain(digests[1]);
  });

  test("an application team's new deployment target reaches its cluster types without a push to the control plane", async () => {
    const tutorial = deployed();
    const { github } = tutorial.world;
    const workload = github.git("app-src").text("main", "workload/workload.yaml") ?? "";
    const target = `    - name: smoke-test
      labels:
        purpose: functional-test
        edge: "true"
      environment: dev
      manifests:
        repo: ${github.url}/contoso/app-gitops
        branch: dev
        path: ./smoke-test
`;
    const before = github.git("control-plane").refs();
    await github.push({ repository: "app-src", branch: "main" }, "a smoke test", {
      "workload/workload.yaml": workload + target,
    });
    await tutorial.settle();
    // Only the workload changed, so nothing is built.
    expect(tutorial.runs("app-src", "cicd")).toEqual([]);
    expect(tutorial.runs("app-src", "workload-changed")).toMatchObject([{ conclusion: "success" }]);
    const [schedule] = tutorial.runs("control-plane", "schedule").slice(-1);
    expect(schedule).toMatchObject({ event: "repository_dispatch", conclusion: "success" });
    expect(schedule?.jobs.map(({ name }) => name).sort()).toEqual([
      "dev / propose dev",
      "environments",
      "stage / propose stage",
    ]);
    expect(tutorial.world.openPull("platform-gitops", "dev").body).toContain(
      "| `drone` | `hello-world-app-smoke-test` |  |  | +3 ~0 -0 |",
    );
    expect(tutorial.pulls("platform-gitops").filter((pull) => pull.endsWith("stage open"))).toEqual([]);
    expect(github.git("control-plane").refs()).toEqual(before);
  });

  test("the hourly sweep picks up a team that sends no notification", async () => {
    const tutorial = deployed();
    const { github } = tutorial.world;
    const workload = github.git("svc-src").text("main", "workload/workload.yaml") ?? "";
    const target = `    - name: audit
      labels:
        purpose: observability
      environment: stage
      manifests:
        repo: ${github.url}/contoso/svc-gitops
        branch: stage
        path: ./audit
`;
    // As if the team's repository had no workflow: the push sends no event.
    await tutorial.world.world.push({ repository: "svc-src", branch: "main" }, "audit", {
      "workload/workload.yaml": workload + target,
    });
    await tutorial.settle();
    expect(tutorial.pulls("platform-gitops").filter((pull) => pull.endsWith("open"))).toEqual([]);
    github.tick("control-plane");
    await tutorial.settle();
    expect(tutorial.world.openPull("platform-gitops", "stage").body).toContain(
      "| `drone` | `platform-svc-audit` |  |  | +3 ~0 -0 |",
    );
  });
}
