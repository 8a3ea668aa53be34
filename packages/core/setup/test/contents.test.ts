import { readResources } from "@kalypso-actions/resources";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { planOf, type Settings } from "../src/index.ts";
import { contentIn, readExamples, settings } from "./support.ts";

const examples = readExamples();
const contentsWith = (more: Partial<Settings>) => {
  const plan = planOf({ ...settings, ...more }, examples);
  return (role: string) => contentIn(plan, role);
};
const allTexts = (more: Partial<Settings>) => {
  const of = contentsWith(more);
  const roles = ["control-plane", "platform-gitops", "app-src", "app-gitops", "svc-src", "svc-gitops"];
  return roles.flatMap((role) => Object.values(of(role)).flatMap((files) => Object.values(files)));
};

describe("names", () => {
  test("of the examples' organisation are left nowhere", () => {
    for (const text of allTexts({})) expect(text).not.toMatch(/contoso/i);
  });

  test("of repositories get the organisation and the prefix; registries get lower case", () => {
    const plan = planOf({ ...settings, organisation: "Acme-Corp" }, examples);
    const app = plan.find(({ name }) => name === "content Acme-Corp/k8s-app-src");
    expect(JSON.stringify(app)).toContain("https://github.com/Acme-Corp/k8s-app-gitops");
    expect(JSON.stringify(app)).toContain("ghcr.io/acme-corp/k8s-app-src");
  });

  test("of the actions and of the server are the ones that were asked for", () => {
    const of = contentsWith({ actions: "acme/forked@main", server: "https://github.acme.com" });
    const workflows = Object.entries(of("control-plane")["main"] ?? {})
      .filter(([path]) => path.endsWith(".yml"))
      .map(([, text]) => text)
      .join("\n");
    expect(workflows).toContain("uses: acme/forked/actions/schedule@main");
    expect(workflows).not.toContain("kalypso-actions/kalypso-actions");
    expect(of("control-plane")["dev"]?.["base-repo.yaml"]).toContain(
      "https://github.acme.com/acme/k8s-control-plane",
    );
  });
});

describe("environments", () => {
  test("dev and stage are the examples, byte for byte but for names", () => {
    const of = contentsWith({});
    for (const [path, text] of Object.entries(examples["app-src"]?.["main"] ?? {}))
      expect(of("app-src")["main"]?.[path]).toBe(
        text.replaceAll("ghcr.io/contoso/", "ghcr.io/acme/k8s-").replaceAll("contoso/", "acme/k8s-"),
      );
  });

  test.each([
    [["test", "qa", "prod"]],
    [["only"]],
    [["stage", "dev"]],
    [["dev", "us-east", "us-west", "world"]],
  ])(
    "%j: one branch, entry, GitOps branch, release job and deployment target each, in their order",
    (environments) => {
      const of = contentsWith({ environments, reviewers: {} });
      expect(Object.keys(of("control-plane")).sort()).toEqual([...environments, "main"].sort());
      expect(Object.keys(of("platform-gitops")).sort()).toEqual([...environments].sort());
      expect(Object.keys(of("app-src")).sort()).toEqual(
        [...environments.map((name) => `${name}-configs`), "main"].sort(),
      );
      const entries = Object.keys(of("control-plane")["main"] ?? {}).filter((path) =>
        path.startsWith(".environments/"),
      );
      expect(entries).toEqual(environments.map((name) => `.environments/${name}.yaml`));
      for (const name of environments) {
        const branch = of("control-plane")[name] ?? {};
        expect(parse(branch["gitops-repo.yaml"] ?? "")).toMatchObject({
          metadata: { name },
          spec: { branch: name },
        });
        expect(parse(branch[".github/workflows/schedule.yml"] ?? "")).toMatchObject({
          on: { push: { branches: [name] } },
          jobs: { schedule: { with: { environment: name, branch: name } } },
        });
      }
      for (const role of ["app-src", "svc-src"]) {
        const { jobs } = parse(of(role)["main"]?.[".github/workflows/cicd.yml"] ?? "");
        expect(Object.keys(jobs).filter((job) => job !== "build")).toEqual(environments);
        environments.slice(1).forEach((name, index) => {
          expect([jobs[name].needs].flat()).toContain(environments[index]);
          expect(jobs[name].with).toMatchObject({ configs: `${name}-configs`, branch: name });
        });
        const { spec } = parse(of(role)["main"]?.["workload/workload.yaml"] ?? "");
        const targets = spec.deploymentTargets as readonly {
          name: string;
          environment: string;
          manifests: object;
        }[];
        expect(new Set(targets.map(({ name }) => name)).size).toBe(targets.length);
        expect([...new Set(targets.map(({ environment }) => environment))]).toEqual(environments);
        for (const { environment, manifests } of targets)
          expect(manifests).toMatchObject({ branch: environment });
      }
    },
  );

  test("every resource of every branch is valid", () => {
    const of = contentsWith({ environments: ["test", "qa", "prod"], reviewers: {} });
    for (const files of Object.values(of("control-plane"))) {
      const read = readResources(
        Object.entries(files)
          .filter(([path]) => path.endsWith(".yaml"))
          .map(([path, text]) => ({ path, text })),
      );
      expect(read.diagnostics).toEqual([]);
    }
  });
});

describe("clusters", () => {
  const large = "cluster-types/west-us/large/large-cluster-type.yaml";

  test("that Resource Graph has to know run Flux, all of them", () => {
    expect(contentsWith({})("control-plane")["dev"]?.[large]).toContain("reconciler: arc-flux");
    const outside = contentsWith({ health: "commit-statuses", azure: undefined });
    expect(outside("control-plane")["dev"]?.[large]).toContain("reconciler: argocd");
  });

  test("need a secret for private repositories only", () => {
    const flux = "templates/arc-flux.yaml";
    const text = contentsWith({})("control-plane")["main"]?.[flux] ?? "";
    expect(text).not.toContain("secretRef");
    expect(readResources([{ path: flux, text }]).diagnostics).toEqual([]);
    const hidden = contentsWith({ visibility: "private" })("control-plane")["main"]?.[flux];
    expect(hidden).toContain("secretRef:\n          name: repo-secret\n");
  });
});
