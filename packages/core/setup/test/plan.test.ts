import { describe, expect, test } from "vitest";
import { checkSettings, planOf, type Settings } from "../src/index.ts";
import { readExamples, settings } from "./support.ts";

const examples = readExamples();
const namesWith = (more: Partial<Settings>) =>
  planOf({ ...settings, ...more }, examples).map(({ name }) => String(name));

const bare = { environments: false, reviewers: false, rulesets: false, autoMerge: false };

/** Every reference in a value. */
function referencesIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  if ("of" in value && "output" in value) return [String(value.of)];
  return Object.values(value).flatMap(referencesIn);
}

describe("the plan", () => {
  const variants: readonly Partial<Settings>[] = [
    {},
    { credentials: "two-apps" },
    { credentials: "token" },
    { visibility: "private", gitUser: "bot" },
    { health: "commit-statuses", azure: undefined },
    { capabilities: bare },
    { environments: ["a", "b", "c", "d"] },
  ];

  test.each(variants)("%j: each name once, and everything that is used before what uses it", (more) => {
    const plan = planOf({ ...settings, ...more }, examples);
    const before = new Set<string>(["given"]);
    for (const thing of plan) {
      for (const reference of referencesIn(thing.wants)) expect(before).toContain(reference);
      const isIn =
        "repository" in thing.wants && thing.kind !== "repository" ? thing.wants.repository : undefined;
      if (isIn !== undefined) expect(before).toContain(`repository ${isIn}`);
      expect(before).not.toContain(thing.name);
      before.add(thing.name);
    }
  });

  test("begins with the control plane, which keeps the record, and starts it last", () => {
    const names = namesWith({});
    expect(names[0]).toBe("repository acme/k8s-control-plane");
    expect(names.filter((name) => !name.startsWith("ruleset ")).at(-1)).toBe(
      "content acme/k8s-control-plane",
    );
  });

  test("chains the environments by variables of theirs, or of the repository where there are none", () => {
    const environments = ["a", "b", "c"];
    expect(namesWith({ environments }).filter((name) => name.includes("NEXT_ENVIRONMENT"))).toEqual([
      "variable acme/k8s-control-plane a NEXT_ENVIRONMENT",
      "variable acme/k8s-control-plane b NEXT_ENVIRONMENT",
    ]);
    const plan = planOf({ ...settings, environments, capabilities: bare }, examples);
    expect(plan.find(({ name }) => name.endsWith(" ENVIRONMENT_CHAIN"))?.wants).toMatchObject({
      value: '{"a":"b","b":"c","c":"none"}',
    });
    expect(plan.some(({ kind }) => kind === "environment" || kind === "ruleset")).toBe(false);
  });

  test("stores keys in environments that list their branches, and in the repository only where there are none", () => {
    const plan = planOf(settings, examples);
    for (const { kind, wants } of plan) if (kind === "secret") expect(wants.environment).toBeDefined();
    const key = plan.find(({ name }) => name === "environment acme/k8s-control-plane kalypso");
    expect(key?.wants).toMatchObject({ branches: ["main", "dev", "stage"], reviewers: [] });
    const stage = plan.find(({ name }) => name === "environment acme/k8s-control-plane stage");
    expect(stage?.wants).toMatchObject({ branches: ["main"], reviewers: ["ada"] });
  });

  test("a token makes no App and no ruleset that would stop its promotions", () => {
    const names = namesWith({ credentials: "token" });
    expect(names.some((name) => /^(?:github-app|installation) /.test(name))).toBe(false);
    expect(names.some((name) => name.includes("APP_"))).toBe(false);
    expect(names).not.toContain("ruleset acme/k8s-control-plane environments");
    expect(names).toContain("secret acme/k8s-control-plane kalypso PLATFORM_TOKEN");
  });

  test("two Apps: the team's may not bypass, and the platform's is not in the application's GitOps repository", () => {
    const plan = planOf({ ...settings, credentials: "two-apps" }, examples);
    const platform = plan.find(({ name }) => name === "installation k8s-kalypso on acme");
    expect(JSON.stringify(platform)).not.toContain("k8s-app-gitops");
    for (const { kind, wants } of plan)
      if (kind === "ruleset") expect(JSON.stringify(wants)).not.toContain("kalypso-team");
  });

  test("without Azure, nothing of Azure; with health by statuses, no identity", () => {
    const azure = /^(?:azure|federated|role|resource|aks|flux)/;
    const names = namesWith({ health: "commit-statuses", azure: undefined });
    expect(names.filter((name) => azure.test(name))).toEqual([]);
    const statuses = namesWith({ health: "commit-statuses" });
    expect(statuses.some((name) => name.startsWith("azure-application"))).toBe(false);
  });
});

describe("settings", () => {
  test("that are fine have no problems", () => {
    expect(checkSettings(settings)).toEqual([]);
  });

  test.each<readonly [Partial<Settings>, string]>([
    [{ organisation: "a/b" }, "-o is `a/b`"],
    [{ organisation: "-a" }, "-o is `-a`"],
    [{ prefix: "K8s" }, "-p is `K8s`"],
    [{ prefix: "a".repeat(33) }, "-p is `aaa"],
    [{ environments: [], reviewers: {} }, "--environments names none"],
    [{ environments: ["Dev"], reviewers: {} }, "--environments names `Dev`"],
    [{ environments: ["main"], reviewers: {} }, "--environments names `main`"],
    [{ environments: ["kalypso"], reviewers: {} }, "--environments names `kalypso`"],
    [{ environments: ["dev", "stage", "dev"] }, "--environments names `dev` twice"],
    [{ reviewers: { prod: ["ada"] } }, "--reviewers names the environment `prod`"],
    [{ actions: "here" }, "--actions is `here`"],
    [{ health: "commit-statuses" }, "--status-creators is missing"],
    [{ azure: undefined }, "--health resource-graph needs an Azure subscription"],
  ])("%j: told", (more, message) => {
    const problems = checkSettings({ ...settings, ...more });
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message.startsWith(message)).toBe(true);
    expect(problems[0]).toMatchObject({ code: "input-invalid", hint: expect.any(String) });
  });

  test("several problems are told at once", () => {
    expect(checkSettings({ ...settings, prefix: "X", organisation: "_", actions: "" })).toHaveLength(3);
  });
});
