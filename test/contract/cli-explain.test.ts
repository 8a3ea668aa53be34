/** `kalypso explain` understands the names that everything else prints. */
import {
  sampleHost,
  type TemporaryFolder,
  temporaryFolder,
  type World,
} from "@kalypso-actions/github-sandbox";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { UsageError } from "../../packages/shell/cli/src/usage-error.ts";
import { command } from "../support/kalypso.ts";
import { scheduledOnDev } from "../support/tutorial.ts";

let folder: TemporaryFolder;
let world: World;
const dev = ["--control-plane", `${sampleHost}/control-plane#dev`, "--environment", "dev"];
const target = "hello-world-app-functional-test";

beforeAll(async () => {
  folder = await temporaryFolder();
  world = await scheduledOnDev(folder.path);
});

afterAll(() => folder[Symbol.asyncDispose]());

/** The pairs that are explained, as the output names them. */
async function explained(...args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await command(world, "explain", ...dev, ...args);
  return stdout.split("\n").filter((line) => /^\S/.test(line));
}

async function misuse(...args: readonly string[]): Promise<readonly string[]> {
  const error = await command(world, "explain", ...args).catch((thrown: unknown) => thrown);
  return error instanceof UsageError ? error.problems : [`no UsageError: ${error}`];
}

describe("one pair, by", () => {
  test.each([
    ["an assignment", [`hello-world-app-${target}-drone`]],
    ["a namespace", [`dev-drone-${target}`]],
    ["a folder", [`drone/${target}`]],
    ["a folder with a slash at its end", [`drone/${target}/`]],
    ["a file below the GitOps path, as diff prints it", [`b/clusters/drone/${target}/namespace.yaml`]],
    ["a quoted name, as problems print it", [`\`dev-drone-${target}\``]],
    ["a deployment target and a cluster type", [target, "drone"]],
    ["a row of a table", ["drone", target]],
    ["a deployment target's own name", ["functional-test", "drone"]],
  ])("%s", async (_, operands) => {
    expect(await explained(...operands)).toEqual([`${target} runs on drone`]);
  });
});

test("a namespace that is not there says why it is not", async () => {
  expect(await explained(`dev-large-${target}`)).toEqual([`${target} does not run on large`]);
});

test("a deployment target alone is explained for every cluster type, a cluster type for every target", async () => {
  const clusterTypes = ["command-center", "drone", "large", "small"];
  expect(await explained(target)).toEqual(
    clusterTypes.map((name) => `${target} ${name === "drone" ? "runs on" : "does not run on"} ${name}`),
  );
  expect(await explained("large")).toEqual([
    `${target} does not run on large`,
    "hello-world-app-performance-test runs on large",
    "platform-svc-observability-dev runs on large",
  ]);
});

test("an assignment as the problem of a template names it", async () => {
  world.git(["branch", "violated", "dev"], world.pathOf("control-plane"));
  await world.push({ repository: "control-plane", branch: "violated" }, "wrong", {
    "schema.yaml": `apiVersion: scheduler.kalypso.io/v1alpha1
kind: ConfigSchema
metadata:
  name: s
  labels:
    workload: hello-world-app
spec:
  schema: |
    {"type": "object", "required": ["MISSING"]}
`,
  });
  const plane = ["--control-plane", `${sampleHost}/control-plane#violated`, "--environment", "dev"];
  const { diagnostics } = await command(world, "validate", ...plane);
  const name = /\(assignments? `([^`]+)`/.exec(diagnostics.map(({ message }) => message).join("\n"))?.[1];
  expect(name).toBeDefined();
  const { stdout } = await command(world, "explain", ...plane, name ?? "");
  expect(stdout).toMatch(/^hello-world-app-\S+ runs on \S+\n/);
});

describe("a name that is not there is an error with the nearest", () => {
  test.each([
    [[...dev, "drnoe"], ["drnoe; did you mean drone?"]],
    [[...dev, `dev-drone-${target}s`], [`dev-drone-${target}s; did you mean dev-drone-${target}?`]],
    [[...dev, `drone/${target}x`], [`drone/${target}x; did you mean drone/${target}?`]],
    [
      [...dev, `${target}s`, "larg"],
      [`did you mean ${target}?`, "did you mean large?"],
    ],
    [[...dev, "something-else"], [`deployment targets: ${target}`]],
    [[...dev, `dev-drone-${target}`, "large"], ["name no common deployment target and cluster type"]],
    [[...dev, target, "--key", "REGIN"], ["sets the key REGIN; did you mean REGION?"]],
    [
      [...dev, target, "--key", "NOTHING_LIKE_IT"],
      ["no ConfigMap of the environment sets the key NOTHING_LIKE_IT"],
    ],
  ])("%j", async (args, expected) => {
    const problems = await misuse(...args);
    expect(problems).toEqual(expected.map((text) => expect.stringContaining(text)));
  });
});

test("a key that only another cluster type has is none here, and no error", async () => {
  world.git(["branch", "gpu", "dev"], world.pathOf("control-plane"));
  await world.push({ repository: "control-plane", branch: "gpu" }, "one cluster type's", {
    "gpu.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: gpu
  labels:
    platform-config: "true"
    size: large
data:
  GPU: "1"
`,
  });
  const plane = ["--control-plane", `${sampleHost}/control-plane#gpu`, "--environment", "dev"];
  const explain = async (clusterType: string) =>
    (await command(world, "explain", ...plane, target, clusterType, "--key", "GPU")).stdout;
  expect(await explain("drone")).toMatch(/\n {2}configuration\n {4}no ConfigMap that applies sets GPU\n$/);
  expect(await explain("large")).toMatch(/\n {2}configuration\n {4}GPU {2}1 {2}gpu {2}\S+ gpu.yaml:9:8\n$/);
});
