import { execFileSync } from "node:child_process";
import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AzureCloud, AzureServer, azCalls, serveAz } from "@kalypso-actions/azure-sandbox";
import { deadlines, openEnd } from "@kalypso-actions/deadlines";
import { temporaryFolder } from "@kalypso-actions/github-sandbox";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { azureCli } from "../src/azure/az.ts";
import { azureDrivers } from "../src/azure/drivers.ts";
import { reasonOf } from "./azure-stage.ts";

const gone = new AsyncDisposableStack();
let folder: string;
let server: AzureServer;
let cloud: AzureCloud;
let env: Readonly<Record<string, string | undefined>>;

beforeAll(async () => {
  folder = gone.use(await temporaryFolder()).path;
  const login = { clientId: "c", clientSecret: "s", tenantId: "t", assertions: [] };
  server = gone.use(await AzureServer.open({ folder, ...login }));
  cloud = gone.use(new AzureCloud());
  env = { ...process.env, ...serveAz(server, cloud) };
});
beforeEach(() => {
  server.faults.rules = [];
});
afterAll(() => gone.disposeAsync());

/** A run whose commands may take so many milliseconds. */
const hasty = (azureCommand: number) => ({ ...openEnd, deadlines: { ...deadlines, azureCommand } });

const group = { group: "k8s-rg", location: "westeurope" };

test("makes, reads and removes through the program az", async () => {
  const drivers = azureDrivers(azureCli({ env }));
  const made = await drivers["resource-group"].make(group);
  expect(await drivers["resource-group"].read(group)).toEqual(made);
  await drivers["resource-group"].remove(group, made.id);
  expect(await drivers["resource-group"].read(group)).toBeUndefined();
  const name = 'contoso\'s check $(whoami) `id` "x"';
  await drivers["azure-application"].make({ displayName: name });
  expect([...cloud.applications.values()].map(({ displayName }) => displayName)).toEqual([name]);
  // As one argument, which no shell has seen.
  expect(azCalls(server)).toContainEqual(expect.arrayContaining(["create", "--display-name", name]));
});

test("has every command print JSON, and nothing else", async () => {
  for (const args of azCalls(server))
    expect(args.slice(-3)).toEqual(["--only-show-errors", "--output", "json"]);
});

test("says that az is missing, and what to do", async () => {
  const az = azureCli({ env: { PATH: folder } });
  await expect(az.run({ command: "account show" })).rejects.toMatchObject({
    diagnostics: [{ code: "azure-cli-missing", hint: expect.stringContaining("--print-az") }],
  });
});

test("ends a command that does not end, and says how long that was", async () => {
  server.faults.rules = [{ on: /./, hang: "silent" }];
  const az = azureCli({ env, time: hasty(300) });
  expect(await reasonOf(az.run({ command: "account show" }))).toBe(
    "azure-timed-out: `az account show` did not end within 300 ms, and was ended",
  );
});

test("ends what az has started, too: az is a script around an interpreter", async () => {
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  await writeFile(join(folder, "az"), `#!/bin/sh\ntail -f /dev/null > ${pipe} &\nwait\n`, { mode: 0o755 });
  const az = azureCli({ env: { PATH: `${folder}:${process.env["PATH"]}` }, time: hasty(300) });
  const ended = reasonOf(az.run({ command: "account show" }));
  // Ends with the last process that can write into it.
  for await (const _ of createReadStream(pipe)) throw new Error("nothing is written");
  expect(await ended).toContain("azure-timed-out");
});

test.each([
  ["half of its JSON", { text: '{"id": ' }],
  ["a page", { text: "<html></html>" }],
  ["a list", { text: "[]" }],
  ["null", { text: "null" }],
  ["other types", { text: '{"id": 7, "name": [], "location": {}}' }],
])("does not go on with %s", async (_, { text }) => {
  const drivers = azureDrivers(
    azureCli({ env: {}, start: async () => ({ exitCode: 0, stdout: text, stderr: "" }) }),
  );
  expect(await reasonOf(drivers["resource-group"].read(group))).toContain(
    "azure-cli-unreadable: what `az group show` printed",
  );
});

test("says that az was killed", async () => {
  server.faults.rules = [{ on: /./, cut: true }];
  expect(await reasonOf(azureCli({ env }).run({ command: "account show" }))).toBe(
    "azure-cli-refused: `az account show` failed: it was ended by a signal",
  );
});

test("prints no secret, even if az repeats it, and no control characters", async () => {
  const stderr = "WARNING: slow\nERROR: bad key hunter2\u001b[31m\n::error::x\n\nTry this\n";
  const az = azureCli({ env: {}, start: async () => ({ exitCode: 1, stdout: "", stderr }) });
  const secret = { option: "--https-key", value: "hunter2" };
  const reason = await reasonOf(az.run({ command: "k8s-configuration flux create", secret }));
  expect(reason).not.toContain("hunter2");
  expect(reason).not.toContain("\u001b");
  expect(reason).not.toContain("\n");
  expect(reason).toContain("bad key ***");
});

test("a limit of Azure's is told as such", async () => {
  server.faults.rules = [{ on: /./, status: 429, message: "too many requests" }];
  expect(await reasonOf(azureCli({ env }).run({ command: "account show" }))).toContain("azure-limited");
});
