/** Every wait has an end: the faults of the sandbox's list against the check of the clusters. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type FaultName, faultKinds, faultNames, faultRule } from "@kalypso-actions/github-sandbox";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { scene } from "../support/check-scene.ts";
import { clientId, tenantId } from "../support/github.ts";
import { hasty, passOwnTimeOnly, patient, timeFor } from "../support/hasty.ts";
import { expectPlain } from "../support/plain.ts";

const lasting = faultNames.filter((name) => faultKinds[name].expected === "lasts");
const passing = faultNames.filter((name) => faultKinds[name].expected === "passes");

passOwnTimeOnly();

let s: Awaited<ReturnType<typeof scene>>;

// A check moves no branch: all of them begin in one scene, as it was at first.
beforeAll(async () => {
  s = await scene({ drone: {}, large: {} });
});

beforeEach(() => {
  s.reset();
  s.stage.time = patient;
});

afterAll(async () => {
  s.stage.github.requests.length = 0;
  await s[Symbol.asyncDispose]();
});

/** Whatever happened to the requests, nobody waits for a check that has ended. */
function expectNothingPending() {
  expect(s.statuses().at(-1) ?? "").not.toMatch(/^pending/);
}

describe("attacks 8 and 14: Azure", () => {
  const graph = /ResourceGraph/;
  const login = /oauth2/;

  test.each(lasting)("%s: every answer of the graph", async (name) => {
    s.stage.time = timeFor(name);
    s.azure.faults.rules = [faultRule(name, graph)];
    const result = await s.check({ timeout: "40" });
    const codes: Partial<Record<FaultName, RegExp>> = {
      silent: /^error azure-timed-out: /m,
      trickling: /^error azure-timed-out: /m,
      "429 for a day": /^error azure-limited: .* asks to wait 24 h because of its limit, and 40 s are left/m,
      "503 for a day": /^error azure-limited: .* asks to wait 24 h/m,
      "502 for good": /^error azure-failed: .*HTTP 502/m,
      moved: /^error azure-/m,
      archived: /^error azure-denied: /m,
      "expired token": /^error azure-denied: /m,
    };
    expectPlain(result, codes[name] ?? /^error azure-unreadable: /m);
    expect(result.outputs).not.toMatchObject({ verdict: "success" });
    expectNothingPending();
    expect(s.statuses().at(-1)).toMatch(/^failure Failed to check/);
  });

  test.each(passing.filter((name) => name !== "primary limit"))("%s, at the graph", async (name) => {
    s.stage.time = timeFor(name);
    s.azure.faults.rules = [faultRule(name, graph)];
    const result = await s.check({ timeout: "600" });
    // To Azure, these are refusals of the request.
    if (name === "404 once" || name === "secondary limit")
      expectPlain(result, /^error azure-(?:failed|denied): /m);
    else expect(result.log).toContain("dev: 2 configurations are compliant");
    expectNothingPending();
  });

  test.each([
    "silent",
    "trickling",
    "HTML page",
    "malformed JSON",
    "empty answer",
    "empty object",
    "null",
    "429 for a day",
    "archived",
  ] as const)("%s: every answer of the login", async (name) => {
    s.stage.time = timeFor(name);
    s.azure.faults.rules = [faultRule(name, login)];
    expectPlain(await s.check({ timeout: "5" }), /^error azure-(?:timed-out|denied|unreadable|failed): /m);
    expectNothingPending();
  });

  test("a limit whose body is empty JSON is waited for", async () => {
    s.azure.faults.rules = [
      { on: graph, status: 429, text: "{}", headers: { "x-ms-user-quota-resets-after": "00:00:07" } },
    ];
    const result = await s.check();
    expect(result.log).toContain("retrying in 7 s");
    expect(result.log).toContain("dev: 2 configurations are compliant");
  });

  test("an error whose body is empty JSON is told with its status", async () => {
    s.azure.faults.rules = [{ on: graph, status: 400, text: "{}", times: 99 }];
    expectPlain(await s.check(), /^error azure-failed: .* \(HTTP 400\)$/m);
  });

  test.each([301, 302, 303, 307, 308])(
    "a redirect takes neither secret nor token to another server: %i",
    async (status) => {
      const other = await s.stage.azure([]);
      const elsewhere = { status, times: 99, headers: { location: `${other.url}/elsewhere` } };
      for (const on of [login, graph, /openid-configuration/]) {
        s.azure.faults.rules = [{ on, ...elsewhere }];
        expectPlain(await s.check({ timeout: "5" }), /^error azure-/m);
      }
      expect(other.requests).toEqual([]);
    },
  );

  test("a token that expires during the wait is replaced by a new one", async () => {
    // Expired on arrival, so that each poll needs another one.
    s.azure.tokenLifetime = 0;
    // Each login ends the tokens before it.
    s.azure.faults.rules = [{ on: login, kill: () => s.azure.expireTokens(), times: 99 }];
    const result = await s.check({ timeout: "60", "minimum-configurations": "3" });
    expect(result.log).toContain("deployment-failed");
    expect(result.log).not.toContain("azure-denied");
    expect(s.azure.requests.filter(({ path }) => login.test(path)).length).toBeGreaterThan(2);
  });
});

describe("the login, before Azure is asked", () => {
  const oidc = { "azure-credentials": "", "client-id": clientId, "tenant-id": tenantId, timeout: "5" };

  test.each(lasting.filter((name) => name !== "repeating pages"))(
    "%s: the job's OIDC token",
    async (name) => {
      for (const [key, value] of Object.entries(s.stage.github.oidcEnv)) vi.stubEnv(key, value);
      s.stage.time = timeFor(name);
      s.stage.time = timeFor(name);
      s.stage.github.faults.rules = [faultRule(name, /\/oidc/)];
      const wrong = /^error (?:azure-(?:timed-out|denied|failed)|github-unreadable): /m;
      expectPlain(await s.check(oidc), wrong);
      expectNothingPending();
      vi.unstubAllEnvs();
    },
  );

  test("attack 8: an Azure CLI that does not end", async () => {
    const folder = await s.stage.folder("bin", {});
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "az"), "#!/bin/sh\nexec tail -f /dev/null\n", { mode: 0o755 });
    s.stage.time = hasty;
    vi.stubEnv("PATH", `${folder}:${process.env["PATH"]}`);
    expectPlain(
      await s.check({ "azure-credentials": "", timeout: "5" }),
      /^error azure-(?:timed-out|denied): /m,
    );
    expectNothingPending();
    vi.unstubAllEnvs();
  });
});

describe("attack 8: GitHub, while the check waits", () => {
  test.each(lasting)("%s: every answer about the GitOps repository", async (name) => {
    s.stage.time = timeFor(name);
    s.stage.github.faults.rules = [faultRule(name, /\/gitops\//)];
    const result = await s.check({ timeout: "5" });
    // A branch without an inventory needs no list.
    if (name === "repeating pages") expect(result.log).not.toMatch(/Cannot read|internal-error/);
    else expectPlain(result, /^error (?:github-|inventory-invalid)/m);
    expectNothingPending();
  });

  test("a token that expires during the wait: the table and the outcome are written all the same", async () => {
    let polls = 0;
    s.stage.github.faults.rules = [];
    s.azure.faults.rules = [
      {
        on: /ResourceGraph/,
        nth: 2,
        times: 1,
        kill: () => {
          polls++;
          s.stage.github.revoke("app-token");
        },
      },
    ];
    const result = await s.check({ timeout: "100", "minimum-configurations": "3" });
    expect(polls).toBe(1);
    expect(result.exitCode).toBe(1);
    expect(result.outputs).toMatchObject({ verdict: "failure" });
    expect(result.summary).toContain("| drone |");
    expect(result.log).toMatch(/^error deployment-failed: /m);
    expect(result.log).toMatch(/^error github-denied: could not .*: Bad credentials/m);
    // Nobody can set it without a token.
    expect(s.statuses().at(-1)).toBe("pending Deploying");
  });

  test("a token that expires during the wait: the job's own sets the status", async () => {
    s.azure.faults.rules = [
      { on: /ResourceGraph/, nth: 2, times: 1, kill: () => s.stage.github.revoke("app-token") },
    ];
    const more = { timeout: "100", "minimum-configurations": "3", "job-token": "job-token" };
    const result = await s.check(more);
    expect(result.outputs).toMatchObject({ verdict: "failure" });
    expect(result.log).not.toContain("github-denied");
    expect(s.statuses().at(-1)).toMatch(/^failure Failed to deploy: /);
  });

  test("a job's token without the permission changes nothing about the first error", async () => {
    s.azure.faults.rules = [
      { on: /ResourceGraph/, nth: 2, times: 1, kill: () => s.stage.github.revoke("app-token") },
    ];
    const more = { timeout: "100", "minimum-configurations": "3", "job-token": "reader" };
    expectPlain(await s.check(more), /^error github-denied: could not .*: Bad credentials/m);
  });
});
