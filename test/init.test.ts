/** `kalypso init` and `kalypso destroy`, as a person types them, over a platform in memory. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@kalypso-actions/github-sandbox";
import { describe, expect, test } from "vitest";
import { parseArguments } from "../packages/shell/cli/src/arguments.ts";
import type { Platforms } from "../packages/shell/cli/src/init/platforms.ts";
import { runCommand } from "../packages/shell/cli/src/runs.ts";
import { printedLine } from "../packages/shell/cli/src/text.ts";
import { UsageError } from "../packages/shell/cli/src/usage-error.ts";
import { Memory, Store } from "../packages/shell/setups/test/memory.ts";
import { toolsFor } from "./support/tools.ts";

const controlPlane = "acme/k8s-control-plane";
const everything = { environments: true, reviewers: true, rulesets: true, autoMerge: true };
const base = ["init", "-o", "acme", "-p", "k8s", "--visibility", "public"];

class Terminal {
  readonly memory = new Memory();
  readonly store = new Store(this.memory, controlPlane);
  readonly said: string[] = [];
  /** What the person answers; undefined without a terminal. */
  answer: string | undefined = "y";
  capabilities = everything;
  readonly env: Record<string, string> = {};

  get platforms(): Platforms {
    return {
      drivers: this.memory.drivers,
      issuer: async () => "https://token.actions.githubusercontent.com",
      openReader: () => ({
        read: () => Promise.reject(new Error("read")),
        [Symbol.asyncDispose]: async () => {},
      }),
      check: async () => ({ capabilities: this.capabilities, diagnostics: [] }),
      subscription: async () => "11111111-2222-3333-4444-555555555555",
      readRecord: async () => ({ value: this.store.record(), diagnostics: [] }),
      storeFor: () => this.store,
      proposeFiles: () => Promise.reject(new Error("propose")),
      updateBranch: () => Promise.reject(new Error("update")),
      readApp: async (id, privateKey) => ({ appId: id, clientId: `Iv.${id}`, slug: "given", privateKey }),
    };
  }

  async run(...args: readonly string[]) {
    const request = parseArguments(args);
    if (request.kind !== "command") throw new Error("no command");
    const reader = { read: () => Promise.reject(new Error("read")), [Symbol.asyncDispose]: async () => {} };
    const tools = toolsFor(reader, {
      platforms: async () => this.platforms,
      dialogue: {
        ask: async () => this.answer,
        say: async (lines) => void this.said.push(...lines.map((line) => printedLine(line))),
      },
    });
    const result = await runCommand(request.line, tools);
    const codes = result.diagnostics.map(({ severity, code }) => `${severity} ${code}`);
    return { ...result, codes, lines: result.text(undefined).map((line) => printedLine(line)) };
  }
}

async function problemsOf(...args: readonly string[]): Promise<readonly string[]> {
  try {
    await new Terminal().run(...args);
  } catch (error) {
    if (error instanceof UsageError) return error.problems;
    throw error;
  }
  return [];
}

describe("init", () => {
  test("shows the plan, asks, makes it, and says what exists and what is next", async () => {
    const terminal = new Terminal();
    const { lines, codes } = await terminal.run(...base, "-l", "westus2");
    expect(codes).toEqual([]);
    expect(terminal.said.join("\n")).toMatchSnapshot("plan");
    expect(lines.join("\n")).toMatchSnapshot("summary");
    expect(terminal.memory.state().length).toBeGreaterThan(60);
  });

  test("run again, makes nothing and does not ask", async () => {
    const terminal = new Terminal();
    await terminal.run(...base, "-l", "westus2");
    const calls = terminal.memory.calls.length;
    terminal.said.length = 0;
    const { lines } = await terminal.run(...base, "-l", "westus2");
    expect(lines.at(-1)).toBe("Everything is there.");
    expect(terminal.said).toEqual([]);
    expect(terminal.memory.calls).toHaveLength(calls);
  });

  test.each(["n", "", "yes please", "\u0004"])("makes nothing if the answer is %j", async (answer) => {
    const terminal = new Terminal();
    terminal.answer = answer;
    const { lines, exitCode } = await terminal.run(...base, "-l", "westus2");
    expect([lines, exitCode]).toEqual([["Nothing is made."], 1]);
    expect(terminal.memory.calls).toEqual([]);
  });

  test("without a terminal, asks for --yes, and with it, does not ask", async () => {
    const terminal = new Terminal();
    terminal.answer = undefined;
    await expect(terminal.run(...base, "-l", "westus2")).rejects.toMatchObject({
      problems: [expect.stringContaining("--yes is missing")],
    });
    expect(terminal.memory.calls).toEqual([]);
    await terminal.run(...base, "-l", "westus2", "--yes");
    expect(terminal.memory.calls.length).toBeGreaterThan(60);
  });

  test("--dry-run shows the plan and makes nothing; --format json has it as data", async () => {
    const terminal = new Terminal();
    const { lines, data } = await terminal.run(...base, "-l", "westus2", "--dry-run", "--format", "json");
    expect(lines.at(-1)).toMatch(/^\d+ things will be made\.$/);
    expect(data).toMatchObject({
      made: false,
      things: expect.arrayContaining([
        expect.objectContaining({ action: "make", kind: "repository", name: `repository ${controlPlane}` }),
      ]),
    });
    expect(terminal.memory.calls).toEqual([]);
  });

  test("ended by a refusal, says what failed and that the same command goes on", async () => {
    const terminal = new Terminal();
    terminal.memory.refuse = /^make ruleset/;
    const { codes, lines } = await terminal.run(...base, "-l", "westus2");
    expect(codes).toEqual(["error github-denied"]);
    expect(lines.join("\n")).toContain("Run the same command again to go on, or `kalypso destroy`.");
    terminal.memory.refuse = undefined;
    expect((await terminal.run(...base, "-l", "westus2")).codes).toEqual([]);
  });

  test("tells what weakens a platform: a token, and a plan without environments", async () => {
    const terminal = new Terminal();
    terminal.capabilities = { environments: false, reviewers: false, rulesets: false, autoMerge: false };
    const { lines } = await terminal.run(
      "init",
      "-o",
      "acme",
      "-p",
      "k8s",
      "--visibility",
      "private",
      "--health",
      "commit-statuses",
      "--status-creators",
      "flux-bot",
      "--token-only",
      "--dry-run",
    );
    const weak = lines.filter((line) => line.startsWith("weak: "));
    expect(weak).toHaveLength(3);
    expect(weak.join("\n")).toMatch(
      /One token does everything.*\n.*no environments for private.*\n.*no rulesets for private/,
    );
  });

  test("--print-az makes everything on GitHub, and prints the commands for Azure with the subject that GitHub tells", async () => {
    const terminal = new Terminal();
    const { lines, codes } = await terminal.run(...base, "-l", "westus2", "--yes", "--print-az");
    expect(codes).toEqual([]);
    const text = lines.join("\n");
    expect(text).toContain("az ad app create");
    expect(text).toContain("az aks create --resource-group k8s-rg --name drone");
    expect(text).toContain("subject of environment|acme/k8s-control-plane|kalypso");
    expect(text).toContain("gh variable set AZURE_CLIENT_ID --repo acme/k8s-control-plane --body <clientId>");
    expect(
      terminal.memory.state().filter((key) => /^(?:azure|federated|role|resource|aks|flux)/.test(key)),
    ).toEqual([]);
    expect(terminal.memory.state().filter((key) => key.includes("AZURE_CLIENT_ID"))).toEqual([]);
  });

  test("--out writes what clusters outside Azure apply, one file for each cluster type of each environment", async () => {
    await using folder = await temporaryFolder("out-");
    const out = join(folder.path, "clusters");
    const { lines } = await new Terminal().run(
      ...base,
      "--health",
      "commit-statuses",
      "--status-creators",
      "flux-bot",
      "--yes",
      "--out",
      out,
    );
    expect(readdirSync(out).sort()).toEqual([
      "dev-command-center.yaml",
      "dev-drone.yaml",
      "dev-large.yaml",
      "dev-small.yaml",
      "stage-drone.yaml",
      "stage-large.yaml",
    ]);
    expect(lines.at(-1)).toBe(`6 files for clusters written to ${out}; each says where to apply it`);
    expect(readFileSync(join(out, "dev-drone.yaml"), "utf8")).toContain("kind: GitRepository");
    expect(readFileSync(join(out, "dev-large.yaml"), "utf8")).toContain("kind: Application");
  });

  test.each<readonly [readonly string[], readonly string[]]>([
    [["init"], ["--organisation is missing", "--prefix is missing", "--visibility is missing"]],
    [[...base], ["--location is missing: where the clusters are"]],
    [[...base, "--no-clusters", "--clusters", "drone"], ["--clusters and --no-clusters are both given"]],
    [
      [...base, "--no-clusters", "--token-only", "--team-app"],
      ["--token-only and --team-app are both given"],
    ],
    [[...base, "--no-clusters", "--app-id", "1"], ["--app-key-file is missing"]],
    [[...base, "--no-clusters", "--reviewers", "stage"], ["--reviewers is stage"]],
    [
      ["init", "-o", "acme", "-p", "k8s", "--visibility", "hidden"],
      ["--visibility is hidden; expected public, private, internal"],
    ],
  ])("%j is refused", async (args, expected) => {
    const problems = await problemsOf(...args);
    for (const each of expected) expect(problems.some((problem) => problem.startsWith(each))).toBe(true);
  });

  test("a token or a key file that is not there is told before anything is made", async () => {
    const terminal = new Terminal();
    const statuses = ["--health", "commit-statuses", "--status-creators", "flux-bot", "--yes"];
    const { codes, diagnostics } = await terminal.run(...base, ...statuses, "--token-only");
    expect(new Set(codes)).toEqual(new Set(["error input-missing"]));
    expect(diagnostics[0]?.message).toContain("the variable KALYPSO_PLATFORM_TOKEN is not set");
    const app = terminal.run(...base, ...statuses, "--app-id", "1", "--app-key-file", "/nowhere/key.pem");
    await expect(app).rejects.toMatchObject({ diagnostics: [{ code: "input-invalid" }] });
    expect(terminal.memory.calls).toEqual([]);
  });

  test("several mistakes in the settings are told at once, before anything is asked of Azure or made", async () => {
    const terminal = new Terminal();
    const { diagnostics } = await terminal.run(
      "init",
      "-o",
      "a_b",
      "-p",
      "K8s",
      "--visibility",
      "public",
      "--no-clusters",
      "--environments",
      "Dev,dev",
    );
    expect(diagnostics.map(({ message }) => message.split("`")[0])).toEqual([
      "--environments names ",
      "-o is ",
      "-p is ",
    ]);
  });
});

describe("destroy", () => {
  const destroy = ["destroy", "-o", "acme", "-p", "k8s"];

  async function made(): Promise<Terminal> {
    const terminal = new Terminal();
    await terminal.run(...base, "-l", "westus2", "--yes");
    terminal.said.length = 0;
    return terminal;
  }

  test("lists what init has made, asks for the prefix, and removes it", async () => {
    const terminal = await made();
    terminal.answer = "k8s";
    const { lines } = await terminal.run(...destroy);
    expect(terminal.said.join("\n")).toMatchSnapshot("list");
    expect(lines).toEqual(["13 things removed, with all that was in it"]);
    expect(terminal.memory.state()).toEqual([]);
  });

  test.each(["y", "K8S", ""])("removes nothing if %j is typed", async (answer) => {
    const terminal = await made();
    terminal.answer = answer;
    const before = terminal.memory.state();
    const { lines, exitCode } = await terminal.run(...destroy);
    expect([lines, exitCode]).toEqual([["Nothing is removed."], 1]);
    expect(terminal.memory.state()).toEqual(before);
  });

  test("--yes takes the prefix, and --dry-run removes nothing", async () => {
    const terminal = await made();
    terminal.answer = undefined;
    const before = terminal.memory.state();
    await terminal.run(...destroy, "--dry-run");
    expect(terminal.memory.state()).toEqual(before);
    await terminal.run(...destroy, "--yes", "k8s");
    expect(terminal.memory.state()).toEqual([]);
  });

  test("what has no record is left alone", async () => {
    const { codes } = await new Terminal().run(...destroy, "--yes", "k8s");
    expect(codes).toEqual(["error setup-record-missing"]);
  });
});
