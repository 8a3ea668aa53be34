import { type ClusterOptions, fluxRecord } from "@kalypso-actions/azure-sandbox";
import { newEnvironment } from "@kalypso-actions/github-sandbox";
import { describe, expect, test } from "vitest";
import { manifest, type Scene, scene } from "../support/check-scene.ts";
import { baseRepo, environmentFile } from "../support/control-plane.ts";
import { clientId, tenantId } from "../support/github.ts";

describe("checkpromote", () => {
  test("passes when all clusters have applied the commit, and reports what it saw", async () => {
    await using s = await scene({ drone: {}, large: { isArc: true } });
    const result = await s.run({ "next-environment": "stage" });
    expect(result.stdout).toContain("dev: 2 configurations are compliant");
    expect(result.exitCode).toBe(0);
    expect(result.outputs).toMatchObject({ verdict: "success", promotable: "true" });
    expect(s.statuses()).toEqual(["pending Deploying", "success Deployed"]);
    expect(result.summary).toContain(`| drone | drone | \`${s.commit.slice(0, 10)}\` | compliant |`);
    const again = await s.check();
    expect(again.outputs).toMatchObject({ verdict: "success", promotable: "false" });
    // A second run changes nothing.
    expect(s.statuses()).toEqual(["pending Deploying", "success Deployed"]);
  });

  test("reads the next environment from the GitHub environment, and stops if it cannot", async () => {
    await using s = await scene({ drone: {} });
    const { environments } = s.stage.github.repository("control-plane");
    expect((await s.check()).outputs).toMatchObject({ promotable: "false", "next-environment": "" });
    environments.set("dev", newEnvironment({ NEXT_ENVIRONMENT: "stage" }));
    expect((await s.check()).outputs).toMatchObject({ promotable: "true", "next-environment": "stage" });
    const known = s.stage.github.repository("control-plane").statuses.get(s.promoted) ?? [];
    known.push(...known.slice(0, 1).map((status) => ({ ...status, context: "stage environment" })));
    expect((await s.check()).outputs).toMatchObject({ promotable: "false", "next-environment": "stage" });
    const ended = await s.check({ "next-environment": "none" });
    expect(ended.outputs).toMatchObject({ promotable: "false", "next-environment": "" });
    const denied = await s.check({ token: "job-token" });
    expect(denied.exitCode).toBe(0);
    expect(denied.outputs).toMatchObject({ verdict: "success", promotable: "false" });
    expect(denied.log).toContain("warning next-environment-unreadable: ");
  });

  test("logs in with OIDC", async () => {
    await using s = await scene({ drone: {} });
    const login = { "azure-credentials": "", "client-id": clientId, "tenant-id": tenantId };
    const result = await s.run(login);
    expect(result.stdout).toContain("1 configuration is compliant");
    expect(s.azure.requests.some(({ body }) => body.includes("client_assertion"))).toBe(true);
  });

  test("fails when a configuration keeps failing, and names it", async () => {
    await using s = await scene({ drone: {}, large: { behaviour: "fails" } });
    const result = await s.run();
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain(
      "::error title=deployment-failed::dev: failed: large (platform: Deployment platform-agent: not healthy in time",
    );
    expect(s.statuses().at(-1)).toMatch(/^failure Failed to deploy: failed: large/);
    expect(result.summary).toContain("| large | large |");
  });

  test("waits while a dependency is not ready, however short the grace period", async () => {
    await using s = await scene({ drone: { behaviour: "flaps", lag: 2 } });
    const result = await s.check({ "grace-period": "0" });
    expect(result.exitCode).toBe(0);
    expect(result.log).toMatch(/drone: progressing.*is not ready[\s\S]*drone: compliant/);
  });

  test("is not fooled by a source that has the commit before anything is applied", async () => {
    await using s = await scene({ drone: { behaviour: "fetches-only" } });
    const result = await s.check();
    expect(result.exitCode).toBe(1);
    expect(result.log).toContain(
      "timed out: waiting for drone (platform: Kustomization platform-dev-cluster has not reported yet)",
    );
  });

  test("counts a newer commit as arrived", async () => {
    await using s = await scene({ drone: {} });
    await s.stage.world.push({ repository: "gitops", branch: "dev" }, "newer", {
      "drone/app/more.yaml": manifest("more"),
    });
    const result = await s.check();
    expect(result.exitCode).toBe(0);
    expect(result.log).toContain("drone: superseded");
  });

  test("finds a broken manifest, which the cluster cannot apply", async () => {
    await using s = await scene({ drone: {} });
    const broken = await s.stage.world.push({ repository: "gitops", branch: "dev" }, "twice", {
      "drone/app/again.yaml": manifest("drone"),
    });
    const result = await s.check({ commit: broken });
    expect(result.exitCode).toBe(1);
    expect(result.log).toContain("already registered id: Namespace.v1.[noGrp]/drone.[noNs]");
  });

  test("waits for a configuration that fails and then vanishes, and names it at the deadline", async () => {
    await using s = await scene({ drone: {}, large: { behaviour: "fails" } });
    const { records } = s.azure;
    let polls = 0;
    s.azure.records = () => (++polls > 2 ? records().filter(({ id }) => !id.includes("/large/")) : records());
    const result = await s.check({ timeout: "100" });
    expect(result.exitCode).toBe(1);
    expect(result.log).toMatch(
      /timed out: waiting for large \(no longer reports; it was failing: platform: Deployment/,
    );
  });

  describe("by commit statuses", () => {
    interface Said {
      readonly state: string;
      readonly creator?: string;
    }

    const statuses = {
      health: "commit-statuses",
      "status-creators": "argocd",
      timeout: "100",
      "grace-period": "0",
    };
    const set = (s: Scene, commit: string, { state, creator = "argocd" }: Said) => {
      const known = s.stage.github.repository("gitops").statuses;
      const status = {
        context: "kalypso/drone/drone-1",
        state,
        description: state,
        targetUrl: null,
        creator,
      };
      known.set(commit, [...(known.get(commit) ?? []), status]);
    };

    test("counts a cluster's status on the newest later commit, however many there are", async () => {
      await using s = await scene({});
      set(s, s.commit, { state: "success" });
      expect((await s.check(statuses)).log).toContain("dev: 1 configuration is compliant");
      const later: string[] = [];
      for (let index = 0; index < 65; index++)
        later.push(
          await s.stage.world.push({ repository: "gitops", branch: "dev" }, `later ${index}`, {
            "drone/n.yaml": `# ${index}\n`,
          }),
        );
      set(s, later[63] ?? "", { state: "failure" });
      expect((await s.check(statuses)).log).toMatch(/failed: drone-1 \(platform: failure\)/);
      set(s, later[64] ?? "", { state: "success" });
      expect((await s.check(statuses)).log).toContain("drone-1: superseded");
    });

    test("counts a status on the commit alone, but none from an unlisted creator", async () => {
      await using s = await scene({});
      for (let index = 0; index < 40; index++)
        await s.stage.world.push({ repository: "gitops", branch: "dev" }, `later ${index}`, {
          "drone/n.yaml": `# ${index}\n`,
        });
      set(s, s.commit, { state: "success", creator: "somebody" });
      expect((await s.check(statuses)).log).toContain(
        "timed out: waiting for at least 1 configuration (found 0)",
      );
      set(s, s.commit, { state: "success" });
      expect((await s.check(statuses)).log).toContain("dev: 1 configuration is compliant");
    });
  });

  test("keeps its verdict if the next environment cannot be read", async () => {
    await using s = await scene({ drone: {} });
    for (const status of [500, 401]) {
      s.stage.github.faults.rules = [{ on: /environments/, status, times: 99 }];
      const result = await s.check();
      expect([result.exitCode, s.statuses().at(-1)]).toEqual([1, "success Deployed"]);
      expect(result.summary).toContain("| drone | drone |");
      expect(result.log).toMatch(/error github-(?:denied|unreachable): could not read the variable/);
    }
  });

  test("leaves no status pending when it is cancelled while GitHub does not answer", async () => {
    await using s = await scene({ drone: {} });
    const { promise: until, resolve } = Promise.withResolvers<void>();
    s.stage.github.faults.rules = [{ on: /contents/, until, times: 99 }];
    const result = await s.run({}, (kill) => {
      void s.stage.github.changes.until(() => s.statuses().length > 0).then(() => kill("SIGINT"));
    });
    resolve();
    expect(result.stdout).toContain("::error title=check-cancelled::");
    expect(s.statuses()).toEqual(["pending Deploying", "error Check cancelled"]);
  });

  test("checks environments in folders of one branch separately", async () => {
    const folder = (environment: string, more: Partial<ClusterOptions> = {}) =>
      ({ branch: "main", path: `./${environment}/drone`, ...more }) as const;
    await using s = await scene({
      "dev-1": folder("dev"),
      "stage-1": folder("stage", { behaviour: "fails" }),
    });
    const inventory = (environment: string) => ({
      version: 2,
      environment,
      promotedCommit: s.promoted,
      registrations: {},
      files: {},
      clusterTypes: { drone: { clusters: [`${environment}-1`] } },
      assignments: {},
    });
    const controlPlane = { repository: "control-plane" };
    await s.stage.world.push({ ...controlPlane, branch: "main" }, "stage", {
      ".environments/stage.yaml": environmentFile("stage", s.stage),
    });
    await s.stage.world.push({ ...controlPlane, branch: "stage" }, "stage", {
      "base-repo.yaml": baseRepo(s.promoted, s.stage),
    });
    const commit = await s.stage.world.push({ repository: "gitops", branch: "main" }, "both", {
      "dev/drone/namespace.yaml": manifest("dev"),
      "stage/drone/namespace.yaml": manifest("stage"),
      "dev/.kalypso/inventory.json": JSON.stringify(inventory("dev")),
      "stage/.kalypso/inventory.json": JSON.stringify(inventory("stage")),
    });
    for (const cluster of s.clusters) await cluster.settled();
    const inputs = { commit, "gitops-branch": "main" };
    const dev = await s.check({ ...inputs, "gitops-path": "dev" });
    expect(dev.log).toContain("dev: 1 configuration is compliant");
    const stage = await s.check({ ...inputs, environment: "stage", "gitops-path": "./stage/" });
    expect(stage.log).toContain("failed: stage-1 (");
  });

  test.each([
    ["fail", 1, "suspended: large"],
    ["ignore", 0, "1 configuration is compliant, 1 suspended"],
    ["wait", 1, "timed out: waiting for large (reconciliation is suspended)"],
  ])("suspended configurations: %s", async (policy, exitCode, reason) => {
    await using s = await scene({ drone: {}, large: { behaviour: "suspended" } });
    const result = await s.check({ "on-suspended": policy });
    expect(result.log).toContain(reason);
    expect(result.exitCode).toBe(exitCode);
  });

  test("never passes without any configuration", async () => {
    await using s = await scene({});
    const result = await s.run({ timeout: "0.05" });
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain("timed out: waiting for at least 1 configuration (found 0)");
    expect(s.statuses().at(-1)).toMatch(/^failure/);
  });

  test("names a silent cluster type that the commit changes", async () => {
    await using s = await scene({ drone: {}, large: { behaviour: "silent" } });
    const result = await s.check();
    expect(result.exitCode).toBe(0);
    expect(result.log).toContain("warning cluster-type-silent: ");
    expect(result.summary).toContain("No configuration reports for: `large`.");
  });

  test("ignores other repositories, however similar their names", async () => {
    await using s = await scene({ drone: {} });
    const other = fluxRecord({
      subscription: "1",
      cluster: "other",
      isArc: false,
      branch: "dev",
      path: "./x",
      isSuspended: false,
      url: "https://github.com/contoso/gitops-other",
      complianceState: "Non-Compliant",
      syncedRevision: null,
      appliedRevision: null,
      trouble: undefined,
    });
    const { records } = s.azure;
    s.azure.records = () => [...records(), other];
    const result = await s.check();
    expect(result.log).toContain("1 configuration is compliant");
  });

  test("reads all pages: more than a thousand configurations", async () => {
    await using s = await scene({ drone: {} });
    const many = Array.from({ length: 2_500 }, (_, index) =>
      fluxRecord({
        subscription: "1",
        cluster: `edge-${index}`,
        isArc: true,
        branch: "dev",
        path: "./drone",
        url: `${s.stage.github.url}/contoso/GitOps.git`,
        complianceState: "Compliant",
        isSuspended: false,
        syncedRevision: `dev@sha1:${s.commit}`,
        appliedRevision: `dev@sha1:${s.commit}`,
        trouble: undefined,
      }),
    );
    s.azure.records = () => many;
    const result = await s.check();
    expect(result.log).toContain("2500 configurations are compliant");
  });

  test("waits when throttled, even without a retry time", async () => {
    await using s = await scene({ drone: {} });
    s.azure.faults.rules = [{ on: /ResourceGraph/, status: 429, times: 2 }];
    const result = await s.check();
    expect(result.exitCode).toBe(0);
  });

  test("stops when the graph cannot answer, and leaves no status pending", async () => {
    await using s = await scene({ drone: {} });
    s.azure.faults.rules = [{ on: /ResourceGraph/, status: 400, times: 99 }];
    const result = await s.run();
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain("::error title=azure-failed::");
    expect(s.statuses().at(-1)).toMatch(/^failure Failed to check/);
  });

  test("stops if Azure rejects the credentials, and leaves no status pending", async () => {
    await using s = await scene({ drone: {} });
    const wrong = JSON.stringify({ clientId, tenantId, clientSecret: "wrong" });
    const result = await s.run({ "azure-credentials": wrong });
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain("::error title=azure-denied::");
    expect(s.statuses().at(-1)).toMatch(/^failure Failed to check/);
  });

  test("leaves no status pending when it is cancelled", async () => {
    await using s = await scene({ drone: { behaviour: "fetches-only" } });
    const result = await s.run({}, (kill) => {
      s.azure.faults.rules = [{ on: /ResourceGraph/, nth: 2, kill: () => kill("SIGINT") }];
    });
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain("::error title=check-cancelled::");
    expect(s.statuses()).toEqual(["pending Deploying", "error Check cancelled"]);
  });

  test("reports all problems with its inputs at once", async () => {
    await using s = await scene({});
    const result = await s.run({
      environment: "Dev",
      "gitops-repository": "x",
      commit: "main",
      "promoted-commit": "",
      token: "",
      "client-id": "1",
      "tenant-id": "2",
      "azure-credentials": "{}",
      "azure-endpoint": "http://x",
      timeout: "0",
      "poll-interval": "often",
      "grace-period": "-1",
      "minimum-configurations": "1.5",
      "on-suspended": "maybe",
    });
    expect(result.exitCode).toBe(1);
    const named = [...result.stdout.matchAll(/::error title=input-\w+::the input `([\w-]+)`/g)].map(
      ([, name]) => name,
    );
    expect(named).toEqual([
      "environment",
      "gitops-repository",
      "commit",
      "promoted-commit",
      "token",
      "client-id",
      "tenant-id",
      "azure-credentials",
      "azure-endpoint",
      "timeout",
      "poll-interval",
      "grace-period",
      "minimum-configurations",
      "on-suspended",
    ]);
    expect(s.stage.github.requests).toEqual([]);
    expect(s.azure.requests).toEqual([]);
  });

  describe("a promoted commit that the environment does not have", () => {
    const push = (s: Scene, branch: string, files: Readonly<Record<string, string | null>>) =>
      s.stage.world.push({ repository: "control-plane", branch }, "change", files);

    test("is refused before any status, if a tracking file names a later commit of main", async () => {
      await using s = await scene({ drone: {}, large: {} });
      const later = await push(s, "main", { "later.txt": "later\n" });
      const result = await s.check({ "promoted-commit": later, "next-environment": "stage" });
      expect(result.log).toBe(
        `error promotion-refused: dev has ${s.promoted} pinned; ${later} is neither that commit nor one before it`,
      );
      expect(result.exitCode).toBe(1);
      expect(result.outputs).toEqual({});
      expect(s.stage.writes()).toEqual([]);
    });

    test.each([
      ["a branch that was never merged", "side"],
      ["the environment's own branch", "dev"],
    ])("is refused if it is on %s", async (_, branch) => {
      await using s = await scene({ drone: {}, large: {} });
      if (branch !== "dev") s.stage.github.git("control-plane").git(["branch", branch, s.promoted]);
      const other = await push(s, branch, { "other.txt": "other\n" });
      const result = await s.check({ "promoted-commit": other, "next-environment": "stage" });
      expect(result.log).toContain("promotion-refused");
      expect(result.outputs).toEqual({});
      expect(s.stage.writes()).toEqual([]);
    });

    test("is refused if no commit is pinned, or if the repository does not have it", async () => {
      await using s = await scene({ drone: {}, large: {} });
      const unknown = await s.check({ "promoted-commit": "1".repeat(40) });
      expect(unknown.log).toContain("promotion-refused");
      await push(s, "dev", { "base-repo.yaml": baseRepo("", s.stage).replace('""', "null") });
      const unpinned = await s.check();
      expect(unpinned.log).toContain(`dev has no commit pinned; ${s.promoted} is neither`);
      expect(s.stage.writes()).toEqual([]);
    });

    test("is refused for an environment that main does not list", async () => {
      await using s = await scene({ drone: {}, large: {} });
      const result = await s.check({
        environment: "prod",
        "gitops-branch": "dev",
        "next-environment": "stage",
      });
      expect(result.log).toContain("error environment-unknown: ");
      expect([result.exitCode, result.outputs, s.stage.writes()]).toEqual([1, {}, []]);
    });

    test("is refused after a rollback, so that it is not promoted further", async () => {
      await using s = await scene({ drone: {}, large: {} });
      const later = await push(s, "main", { "later.txt": "later\n" });
      await push(s, "dev", { "base-repo.yaml": baseRepo(later, s.stage) });
      const before = await s.check({ "next-environment": "stage" });
      expect([before.exitCode, before.outputs?.["promotable"]]).toEqual([0, "true"]);
      await push(s, "dev", { "base-repo.yaml": baseRepo(s.promoted, s.stage) });
      const after = await s.check({ "promoted-commit": later, "next-environment": "stage" });
      expect([after.exitCode, after.outputs]).toEqual([1, {}]);
    });

    test("is not promoted further if the environment is rolled back while the check waits", async () => {
      await using s = await scene({ drone: {}, large: {} });
      const later = await push(s, "main", { "later.txt": "later\n" });
      const has = await push(s, "dev", { "base-repo.yaml": baseRepo(later, s.stage) });
      const back = await push(s, "dev", { "base-repo.yaml": baseRepo(s.promoted, s.stage) });
      const git = s.stage.github.git("control-plane");
      git.git(["update-ref", "refs/heads/dev", has]);
      const { records } = s.azure;
      s.azure.records = () => {
        git.git(["update-ref", "refs/heads/dev", back]);
        return records();
      };
      const result = await s.check({ "promoted-commit": later, "next-environment": "stage" });
      expect(result.log).toContain(
        `error promotion-refused: dev has ${s.promoted} pinned; ${later} is neither`,
      );
      expect(result.exitCode).toBe(1);
      expect(result.outputs).toMatchObject({
        verdict: "success",
        promotable: "false",
        "next-environment": "",
      });
    });
  });
});
