/** What `kalypso add` writes is what the example repositories and the tutorial have people write. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Addition, decide, type Existing } from "@kalypso-actions/additions";
import { readResources } from "@kalypso-actions/resources";
import { tutorialSteps } from "@kalypso-actions/tutorial-world";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { repositoryRoot } from "./support/process.ts";

const example = (path: string) =>
  readFileSync(join(repositoryRoot, "workflows-examples/control-plane", path), "utf8");
const entry = example("main/.environments/dev.yaml");

function checkout(folder: string, files: Readonly<Record<string, string>>): Existing["main"] {
  const all = Object.entries(files).map(([path, text]) => ({ path, kind: "file" as const, text }));
  return { folder, files: all, set: readResources(all).value };
}

/** Main lists dev. */
const existing: Existing = {
  main: checkout("main", { ".environments/dev.yaml": entry }),
  environment: checkout("dev", { "base-repo.yaml": example("dev/base-repo.yaml") }),
};

function written(
  addition: Addition,
  { main, environment }: Existing = existing,
): Readonly<Record<string, string>> {
  const { value, diagnostics } = decide(addition, { main, environment });
  expect(diagnostics).toEqual([]);
  return Object.fromEntries(
    (value?.files ?? []).map(({ checkout, path, text }) => [`${checkout} ${path}`, text]),
  );
}

const gitops = { repo: "https://github.com/contoso/platform-gitops", branch: "qa", path: "." };
const qa = {
  kind: "environment",
  name: "qa",
  repo: undefined,
  branch: "qa",
  mainBranch: "main",
  commit: undefined,
  gitops,
  after: "dev",
} as const;

const drone = {
  kind: "cluster-type",
  name: "drone",
  environment: "dev",
  folder: undefined,
  labels: { region: "east-us", restricted: "true", edge: "true" },
  reconciler: "arc-flux",
  namespaceService: "default",
  configType: "configmap",
  roster: {},
} as const;

const app = {
  kind: "workload",
  name: "hello-world-app",
  folder: undefined,
  labels: { type: "application" },
  workload: { repo: "https://github.com/contoso/app-src", branch: "main", path: "workload/" },
  workspace: "kaizen-app-team",
  policy: undefined,
} as const;

describe("an environment", () => {
  const empty = { ...existing, environment: checkout("qa", {}) };
  const files = written(qa, empty);

  test.each([
    ["main .environments/qa.yaml", "main/.environments/dev.yaml"],
    ["environment base-repo.yaml", "dev/base-repo.yaml"],
    ["environment gitops-repo.yaml", "dev/gitops-repo.yaml"],
    ["environment .github/workflows/schedule.yml", "dev/.github/workflows/schedule.yml"],
    ["environment .github/workflows/preview.yml", "dev/.github/workflows/preview.yml"],
  ])("%s is %s with other names", (path, from) => {
    expect(files[path]).toBe(example(from).replaceAll(/\bdev\b/g, "qa"));
  });

  test("has its entry on main, and all else on its own branch", () => {
    expect(Object.keys(files)).toEqual([
      "main .environments/qa.yaml",
      "environment .github/workflows/schedule.yml",
      "environment .github/workflows/preview.yml",
      "environment base-repo.yaml",
      "environment configs/qa-config.yaml",
      "environment gitops-repo.yaml",
    ]);
    const shape = parse(example("dev/configs/dev-config.yaml"));
    const config = parse(files["environment configs/qa-config.yaml"] ?? "");
    expect(config).toEqual({
      ...shape,
      metadata: { ...shape.metadata, name: "qa-config" },
      data: { ENVIRONMENT: "qa" },
    });
  });

  test("begins with a commit of main if one is named", () => {
    const commit = "1".repeat(40);
    const text = written({ ...qa, commit }, empty)["environment base-repo.yaml"] ?? "";
    expect(parse(text).spec).toEqual({
      ...parse(example("dev/base-repo.yaml")).spec,
      commit,
    });
  });

  test("has no workflow if the control plane is not on a server like GitHub", () => {
    const elsewhere = written(
      { ...qa, repo: "https://dev.azure.com/contoso/platform/_git/control-plane" },
      empty,
    );
    expect(Object.keys(elsewhere).filter((path) => path.includes(".github"))).toEqual([]);
  });
});

test("a cluster type is the example's", () => {
  const path = "dev/cluster-types/east-us/restricted/drone/drone-cluster-type.yaml";
  const folder = "cluster-types/east-us/restricted/drone";
  expect(written({ ...drone, folder })).toEqual({
    [`environment ${folder}/drone-cluster-type.yaml`]: example(path),
  });
});

test("a cluster type may have a roster", () => {
  const clusters = written({ ...drone, roster: { clusters: "drone-1, rg-edge/drone-2" } });
  const count = written({ ...drone, roster: { minimumClusters: "0" } });
  const path = "environment cluster-types/drone/drone-cluster-type.yaml";
  expect(parse(clusters[path] ?? "").metadata.annotations).toEqual({
    "kalypso.io/clusters": "drone-1, rg-edge/drone-2",
  });
  expect(parse(count[path] ?? "").metadata.annotations).toEqual({ "kalypso.io/minimum-clusters": "0" });
});

test("a cluster type is below its environment's folder, where that is not the root", () => {
  const main = checkout("main", { ".environments/dev.yaml": entry.replace("path: .", "path: ./envs/dev/") });
  const environment = checkout("dev", { "envs/dev/base-repo.yaml": example("dev/base-repo.yaml") });
  expect(Object.keys(written(drone, { main, environment }))).toEqual([
    "environment envs/dev/cluster-types/drone/drone-cluster-type.yaml",
  ]);
});

test("a registration is the tutorial's", () => {
  const text = tutorialSteps.register.change["workloads/hello-world-app.yaml"];
  expect(written(app)).toEqual({
    "main workloads/hello-world-app.yaml": text.replace(/https:\/\/[^\n]*app-src/, app.workload.repo),
  });
});

test.each([
  {
    name: "functional-test-policy",
    targets: { purpose: "functional-test", edge: "true" },
    clusterTypes: { restricted: "true", edge: "true" },
    step: tutorialSteps.scheduleOnDev,
  },
  {
    name: "performance-test-policy",
    targets: { purpose: "performance-test", edge: "false" },
    clusterTypes: { size: "large" },
    step: tutorialSteps.scheduleOnDev,
  },
  {
    name: "uat-test-policy",
    targets: { purpose: "uat-test" },
    clusterTypes: {},
    step: tutorialSteps.scheduleOnStage,
  },
])("the policy $name is the tutorial's", ({ step, ...policy }) => {
  const files = written({ ...app, policy: { ...policy, environment: "dev" } });
  const change: Readonly<Record<string, string>> = step.change;
  expect(files[`environment scheduling/kaizen-app-team/${policy.name}.yaml`]).toBe(
    change[`scheduling/kaizen/${policy.name}.yaml`],
  );
});

test.each([
  "no",
  "on",
  "1e3",
  "0755",
  "1_000",
  "~",
  "a: b",
  "x # y",
  "{{ .Values }}",
  "a\nkind: Secret",
  "- a",
  "!tag",
])("text is data, whatever it looks like: %j", (text) => {
  const made = written({ ...drone, reconciler: text, labels: { size: text } });
  const [file = ""] = Object.values(made);
  for (const version of ["1.1", "1.2"] as const) {
    const read = parse(file, { version });
    expect(read.spec).toEqual({ reconciler: text, namespaceService: "default", configType: "configmap" });
    expect(read.metadata.labels).toEqual({ size: text });
  }
});

describe("nothing is overwritten, and the diagnostic names what is there", () => {
  const path = "cluster-types/drone/drone-cluster-type.yaml";
  const branch = { path: "base-repo.yaml", kind: "file" as const, text: example("dev/base-repo.yaml") };
  const at = (...files: Existing["main"]["files"]): Existing => ({
    ...existing,
    environment: { ...checkout("dev", { "base-repo.yaml": branch.text }), files: [branch, ...files] },
  });
  const text = Object.values(written(drone))[0] ?? "";

  test.each([
    ["another resource", { path, kind: "file", text: entry }, "a file with the Environment `dev`"],
    ["an empty file", { path, kind: "file", text: "\n" }, "an empty file"],
    ["other text", { path, kind: "file", text: "a: b\n" }, "a file without resources of this project"],
    ["what is no text", { path, kind: "file" }, "a file that is not read as text"],
    ["a link", { path, kind: "symlink" }, "a symbolic link"],
    [
      "a name in other case",
      { path: path.toUpperCase(), kind: "file", text },
      "a file with the ClusterType `drone`",
    ],
    ["a folder", { path: `${path}/x`, kind: "file", text: "" }, "a folder of that name"],
    [
      "a link above",
      { path: "cluster-types", kind: "symlink" },
      "a symbolic link in the place of its folder cluster-types",
    ],
    [
      "a file above",
      { path: "cluster-types/drone", kind: "file", text: "" },
      "a file in the place of its folder cluster-types/drone",
    ],
  ] as const)("%s", (_, file, what) => {
    const { value, diagnostics } = decide(drone, at(file));
    expect(value).toBeUndefined();
    expect(diagnostics).toEqual([
      expect.objectContaining({
        code: "addition-blocked",
        message: `${path} cannot be written: there is ${what}`,
        place: { file: path, line: 1, column: 1, source: "dev" },
      }),
    ]);
  });

  test("except that the same file counts as written", () => {
    const { value, diagnostics } = decide(drone, at({ path, kind: "file", text }));
    expect(diagnostics).toEqual([]);
    expect(value?.files).toEqual([]);
    expect(value?.kept).toEqual([{ checkout: "environment", path, text }]);
  });
});

describe("what is asked for has to fit what is there", () => {
  const codes = (addition: Addition, there: Existing) =>
    decide(addition, there).diagnostics.map(({ code, message }) => `${code}: ${message}`);

  test.each([
    {
      what: "an environment's branch in the place of main",
      addition: drone,
      there: { ...existing, main: checkout("dev", { "base-repo.yaml": example("dev/base-repo.yaml") }) },
      message: "checkout-unexpected: dev has a BaseRepo, as environments' branches have; expected main",
    },
    {
      what: "a main without environments",
      addition: app,
      there: { ...existing, main: checkout("main", {}) },
      message: "checkout-unexpected: main lists no environments in .environments/; expected main",
    },
    {
      what: "main in the place of an environment's branch",
      addition: qa,
      there: { ...existing, environment: checkout("copy", { "dev.yaml": entry }) },
      message:
        "checkout-unexpected: copy lists environments, as main does; expected the environment's branch",
    },
    {
      what: "a branch without a BaseRepo",
      addition: drone,
      there: { ...existing, environment: checkout("dev", {}) },
      message: "checkout-unexpected: dev has no BaseRepo; expected the environment's branch",
    },
    {
      what: "an unknown environment",
      addition: { ...drone, environment: "dve" },
      there: existing,
      message: "environment-unknown: main in main lists no environment `dve`; it lists dev",
    },
    {
      what: "an unknown environment before it",
      addition: { ...qa, after: "prod" },
      there: existing,
      message: "environment-unknown: main in main lists no environment `prod`; it lists dev",
    },
    {
      what: "the first environment without an address",
      addition: { ...qa, after: undefined },
      there: { ...existing, main: checkout("main", {}) },
      message: "input-missing: the control plane's address is not known: main lists no environment",
    },
  ])("$what", ({ addition, there, message }) => {
    expect(codes(addition, there)).toContain(message);
  });

  test("environments of several control planes do not tell the address", () => {
    const other = entry.replaceAll("dev", "stage").replace("contoso/control-plane", "contoso/other");
    const main = checkout("main", { ".environments/dev.yaml": entry, ".environments/stage.yaml": other });
    expect(codes(qa, { ...existing, main })).toEqual([
      "input-missing: the control plane's address is not known: the environments on main name several",
    ]);
  });

  test("all problems come at once", () => {
    const main = checkout("main", {});
    const found = codes(
      { ...qa, after: "dev" },
      { main, environment: checkout("qa", { "dev.yaml": entry }) },
    );
    expect(found.map((text) => text.split(":")[0]).sort()).toEqual([
      "checkout-unexpected",
      "environment-unknown",
      "input-missing",
    ]);
  });
});
