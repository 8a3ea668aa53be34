import { type Resource, readResources } from "@kalypso-actions/resources";
import { describe, expect, test } from "vitest";
import { acrossEnvironments, type EnvironmentOutput, schedule } from "../src/index.ts";
import { apiVersion, clusterType, policy, registration, target, viewOf, workload } from "./view.ts";

interface Place {
  readonly repo?: string;
  readonly branch?: string;
  readonly path?: string;
}

function gitopsRepo({ repo = "https://github.com/contoso/gitops", branch = "main", path = "." }: Place) {
  const text = `${apiVersion}\nkind: GitOpsRepo\nmetadata: {name: g}\nspec:\n  repo: ${repo}\n  branch: ${branch}\n  path: ${path}\n`;
  const [found] = readResources([{ path: "gitops-repo.yaml", text }]).value.resources.GitOpsRepo;
  if (found === undefined) throw new Error("a GitOpsRepo is read");
  return found;
}

/** @param types labels and rosters by cluster type */
function output(environment: string, place: Place, types: readonly string[] = []): EnvironmentOutput {
  const gitops = gitopsRepo(place);
  const view = viewOf(
    [policy("all"), registration("app"), ...types],
    [workload("app", [target("test", "", environment)])],
    { environment, gitops },
  );
  return { environment, gitops, schedule: schedule(view).value };
}

const said = (outputs: readonly EnvironmentOutput[], environments: readonly Resource<"Environment">[] = []) =>
  acrossEnvironments(outputs, environments).map(
    ({ severity, code, message, hint }) => `${severity}[${code}] ${message} / ${hint}`,
  );

describe("environments do not write to one place", () => {
  test("the same branch and path, whatever the spelling of the repository", () => {
    const other = { repo: "git@github.com:Contoso/gitops.git", path: "./" };
    expect(said([output("dev", {}), output("qa", other)])).toEqual([
      "error[gitops-repo-shared] the environments `dev` and `qa` both write to `.` on the branch `main` of git@github.com:Contoso/gitops.git / Give each environment a branch of its own, or paths beside each other.",
    ]);
  });

  test("a path inside another", () => {
    expect(said([output("dev", { path: "clusters/dev" }), output("qa", { path: "clusters" })])).toEqual([
      "error[gitops-repo-shared] the environments `dev` and `qa` write to `clusters/dev` and `clusters`, one inside the other, on the branch `main` of https://github.com/contoso/gitops / Give each environment a branch of its own, or paths beside each other.",
    ]);
    expect(said([output("dev", {}), output("qa", { path: "qa" })])).toHaveLength(1);
  });

  test("an environment that is listed twice is told as that", () => {
    expect(said([output("dev", {}), output("dev", {})])).toEqual([]);
  });

  test.each([
    ["another branch", { branch: "qa" }],
    ["another repository", { repo: "https://github.com/contoso/other" }],
  ])("%s is fine", (_, other) => {
    expect(said([output("dev", {}), output("qa", other)])).toEqual([]);
  });

  test("paths beside each other are fine", () => {
    expect(said([output("dev", { path: "dev" }), output("dev-eu", { path: "dev-eu" })])).toEqual([]);
  });
});

test("both GitOpsRepos are named, at what they share", () => {
  const places = (first: Place, second: Place) =>
    acrossEnvironments([output("dev", first), output("qa", second)], []).map(({ place, related = [] }) =>
      [place, ...related.map((each) => each.place)].map((each) => `${each?.line}:${each?.column}`),
    );
  expect(places({}, {})).toEqual([["6:11", "6:11"]]);
  expect(places({ path: "a" }, { path: "a/b" })).toEqual([["7:9", "7:9"]]);
  const [found] = acrossEnvironments([output("dev", {}), output("qa", {})], []);
  expect(found?.related?.map(({ message }) => message)).toEqual(["the GitOpsRepo of `dev`"]);
});

describe("environments do not share namespaces", () => {
  const roster = (name: string, clusters: string) =>
    clusterType(name).replace(
      "labels: {}}",
      `labels: {}, annotations: {kalypso.io/clusters: "${clusters}"}}`,
    );

  test("names with hyphens can meet", () => {
    const outputs = [
      output("dev", { branch: "dev" }, [clusterType("eu-x"), clusterType("eu-y")]),
      output("dev-eu", { branch: "dev-eu" }, [clusterType("x"), clusterType("z")]),
    ];
    expect(said(outputs)).toEqual([
      "warning[namespace-shared] `eu-x/app-test` of `dev` and `x/app-test` of `dev-eu` have the same namespace `dev-eu-x-app-test` / If a cluster is of both types, each environment removes what the other deploys. Rename a cluster type, or give both types a roster.",
    ]);
  });

  test("several on the same two cluster types are one warning", () => {
    const targets = (environment: string) => [target("one", "", environment), target("two", "", environment)];
    const of = (environment: string, type: string) => {
      const documents = [policy("all"), registration("app"), clusterType(type), clusterType("other")];
      const view = viewOf(documents, [workload("app", targets(environment))], { environment });
      return { environment, gitops: gitopsRepo({ branch: environment }), schedule: schedule(view).value };
    };
    const [found, ...others] = acrossEnvironments([of("dev", "eu-x"), of("dev-eu", "x")], []);
    expect(found?.message).toBe(
      "`eu-x/app-one` of `dev` and `x/app-one` of `dev-eu` have the same namespace `dev-eu-x-app-one`, as have 1 more of these cluster types",
    );
    expect(found?.related).toMatchObject([{ message: "the other cluster type" }]);
    expect(others).toEqual([]);
  });

  test("but not on different clusters", () => {
    const onClusters = (some: string, others: string) =>
      said([
        output("dev", { branch: "dev" }, [roster("eu-x", some)]),
        output("dev-eu", { branch: "dev-eu" }, [roster("x", others)]),
      ]);
    expect(onClusters("one, two", "three")).toEqual([]);
    expect(onClusters("one, two", "two, three")).toHaveLength(1);
    const half = said([
      output("dev", { branch: "dev" }, [roster("eu-x", "one")]),
      output("dev-eu", { branch: "dev-eu" }, [clusterType("x")]),
    ]);
    expect(half).toHaveLength(1);
  });
});

test("an environment comes after others that main lists", () => {
  const environment = (name: string, after: string) =>
    `${apiVersion}\nkind: Environment\nmetadata: {name: ${name}, annotations: {promotion.kalypso.io/after: "${after}"}}\nspec: {controlPlane: {repo: https://github.com/contoso/c, branch: ${name}}}\n`;
  const text = [environment("dev", ""), environment("qa", "develop, stage"), environment("prod", "prod, qa")];
  const { Environment } = readResources([{ path: "f.yaml", text: text.join("---\n") }]).value.resources;
  expect(said([], Environment)).toEqual([
    "error[annotation-invalid] `qa` comes after the environment `develop`; the control plane has dev, qa, prod / Did you mean `dev`?",
    "error[annotation-invalid] `qa` comes after the environment `stage`; the control plane has dev, qa, prod / Name environments in .environments/.",
    "error[annotation-invalid] the environment `prod` comes after itself / Remove it, or name the environment that comes before.",
  ]);
});

test("environments do not come after each other", () => {
  const environment = (name: string, after: string) =>
    `${apiVersion}\nkind: Environment\nmetadata: {name: ${name}, annotations: {promotion.kalypso.io/after: "${after}"}}\nspec: {controlPlane: {repo: https://github.com/contoso/c, branch: ${name}}}\n`;
  const read = (...texts: readonly string[]) =>
    readResources([{ path: "f.yaml", text: texts.join("---\n") }]).value.resources.Environment;
  expect(
    said([], read(environment("dev", ""), environment("qa", "dev"), environment("prod", "qa, dev"))),
  ).toEqual([]);
  expect(
    said([], read(environment("dev", "prod"), environment("qa", "dev"), environment("prod", "qa"))),
  ).toEqual([
    "error[annotation-invalid] the environments `dev`, `qa`, `prod` come after each other, so nothing is promoted to any of them / Remove `promotion.kalypso.io/after` from the first of them.",
  ]);
});
