import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseCommandLine } from "../src/az/command-line.ts";
import { AzError } from "../src/az/errors.ts";
import { AzStage } from "./az-stage.ts";

interface Recorded {
  readonly args: readonly string[];
  readonly exitCode: number;
  readonly stderr: string;
}

const recorded: readonly Recorded[] = JSON.parse(
  readFileSync(new URL("../../../../test/vectors/azure-cli/usage.json", import.meta.url), "utf8"),
);

let stage: AzStage;
beforeAll(async () => {
  stage = await AzStage.open();
});
afterAll(() => stage[Symbol.asyncDispose]());

function refusal(args: readonly string[]) {
  try {
    parseCommandLine(args, new Set());
  } catch (error) {
    if (error instanceof AzError) return { exitCode: error.exitCode, stderr: `ERROR: ${error.message}` };
    throw error;
  }
  return undefined;
}

/** Those that az refuses before it looks who is logged in. */
const refused = recorded.filter(({ exitCode }) => exitCode === 2);

test.each(refused.map((each) => [each.args.join(" "), each] as const))(
  "refuses `az %s` in az's words, with its exit code",
  (_, { args, exitCode, stderr }) => {
    expect(refusal(args)).toEqual({ exitCode, stderr });
  },
);

test("the recording is of refusals by the parser, but for one by the login", () => {
  expect(recorded.length - refused.length).toBe(1);
  expect(refused.length).toBeGreaterThan(30);
});

test("is not logged in before `az login`, and says so as az does", async () => {
  stage.cloud.isLoggedIn = false;
  const ended = await stage.run(["account", "show", "--output", "json"]);
  stage.cloud.isLoggedIn = true;
  const { exitCode, stderr } = recorded.find((each) => each.exitCode === 1) ?? {};
  expect(ended).toEqual({ exitCode, stdout: "", stderr: `${stderr}\n` });
});

test("knows the extension's commands once it is installed", async () => {
  const command = ["k8s-configuration", "flux", "list"];
  expect((await stage.run(command)).exitCode).toBe(2);
  expect((await stage.run(["extension", "show", "--name", "k8s-configuration"])).stderr).toBe(
    "ERROR: The extension k8s-configuration is not installed. Please install the extension via `az extension add -n k8s-configuration`.\n",
  );
  await stage.json("extension", "add", "--name", "k8s-configuration", "--yes");
  expect((await stage.run(command)).stderr).toContain("--cluster-name/-c");
});

test("reads a value from a file or its standard input where it begins with @, as az does", async () => {
  await writeFile(join(stage.folder, "name"), "from-a-file\n");
  const made = await stage.json("ad", "app", "create", "--display-name", "@name");
  expect(made["displayName"]).toBe("from-a-file");
  const input = JSON.stringify({ name: "main", issuer: "i", subject: "s", audiences: ["a"] });
  const words = ["ad", "app", "federated-credential", "create", "--id", String(made["appId"])];
  const { stdout } = await stage.run([...words, "--parameters", "@-"], input);
  expect(JSON.parse(stdout)).toMatchObject({ name: "main", subject: "s" });
  // The command line is what other processes can read.
  expect(stage.calls.at(-1)).toEqual([...words, "--parameters", "@-"]);
});

test("prints one value for --query and --output tsv", async () => {
  const { stdout } = await stage.run(["account", "show", "--query", "tenantId", "--output", "tsv"]);
  expect(stdout).toBe(`${stage.cloud.tenantId}\n`);
});

test("refuses loudly what az has and the sandbox lacks", async () => {
  const ended = await stage.run(["ad", "app", "list", "--show-mine"]);
  expect(ended).toMatchObject({
    exitCode: 70,
    stderr: "ERROR: the sandbox's az does not model --show-mine of `az ad app list`\n",
  });
});

test("a connection that is cut ends az like a kill, whether Azure has done its work or not", async () => {
  const words = ["group", "create", "--name", "cut", "--location", "westeurope"];
  stage.server.faults.rules = [{ on: /^POST \/az\/group\/create$/, cut: true }];
  expect((await stage.run(words)).exitCode).toBeNull();
  expect(stage.cloud.groups.has("cut")).toBe(false);
  stage.server.faults.rules = [{ on: /^POST \/az\/group\/create$/, cutAfter: true }];
  expect((await stage.run(words)).exitCode).toBeNull();
  expect(stage.cloud.groups.has("cut")).toBe(true);
  stage.server.faults.rules = [];
});
