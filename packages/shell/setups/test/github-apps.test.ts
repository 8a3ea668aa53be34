import { request } from "node:http";
import { clickThrough } from "@kalypso-actions/github-sandbox";
import { describe, expect, test } from "vitest";
import { manifestCode, type Person } from "../src/github/app-flow.ts";
import { absentee, clicker, SetupStage } from "./setup-stage.ts";

const wants = {
  organisation: "contoso",
  title: "Contoso <Kalypso>",
  homepage: "https://github.com/kalypso-actions/kalypso-actions",
  permissions: { contents: "write", pull_requests: "write" },
} as const;

const repository = (name: string) =>
  ({ repository: `contoso/${name}`, description: "", visibility: "public", autoMerge: false }) as const;

describe("an App", () => {
  test("is made by a click, with its key, and found by its name afterwards", async () => {
    await using setup = await SetupStage.open();
    const app = setup.as().drivers["github-app"];
    expect(await app.read(wants)).toBeUndefined();
    const made = await app.make(wants);
    expect(made.outputs).toEqual({
      appId: made.id,
      clientId: expect.stringMatching(/^Iv/),
      slug: "contoso-kalypso",
      privateKey: expect.stringContaining("PRIVATE KEY"),
    });
    expect(made.actual).toEqual({ permissions: wants.permissions });
    expect(await app.read(wants)).toEqual(made);
    const { privateKey: _, ...known } = made.outputs;
    expect(await setup.as().drivers["github-app"].read(wants)).toEqual({ ...made, outputs: known });
  });

  test("of a personal account is made on that account's own page", async () => {
    await using setup = await SetupStage.open();
    setup.github.account.type = "User";
    expect((await setup.as().drivers["github-app"].make(wants)).outputs["slug"]).toBe("contoso-kalypso");
  });

  test("that nobody confirms is not there, and is said to be missing", async () => {
    await using setup = await SetupStage.open();
    await expect(setup.as("owner-token", absentee()).drivers["github-app"].make(wants)).rejects.toMatchObject(
      {
        diagnostics: [{ code: "setup-unfinished", message: expect.stringContaining("nobody has confirmed") }],
      },
    );
    expect(setup.github.apps.size).toBe(0);
  });

  test("whose key is lost with the answer is not made again: its page can give another key", async () => {
    await using setup = await SetupStage.open();
    setup.lose(/POST .*conversions/);
    const app = setup.as().drivers["github-app"];
    await expect(app.make(wants)).rejects.toMatchObject({ diagnostics: [{ severity: "error" }] });
    setup.github.faults.rules = [];
    await expect(app.make(wants)).rejects.toMatchObject({
      diagnostics: [{ code: "setup-unfinished", hint: expect.stringContaining("--app-key-file") }],
    });
    expect(setup.github.apps.size).toBe(1);
  });

  test("of somebody else with its name is refused", async () => {
    await using setup = await SetupStage.open();
    await setup.as().drivers["github-app"].make(wants);
    const other = { ...wants, organisation: "fabrikam" };
    await expect(setup.as().drivers["github-app"].read(other)).rejects.toMatchObject({
      diagnostics: [
        { code: "setup-refused", message: expect.stringContaining("belongs to an App of contoso") },
      ],
    });
  });

  test("goes when a person deletes it, and only then", async () => {
    await using setup = await SetupStage.open();
    const made = await setup.as().drivers["github-app"].make(wants);
    await expect(
      setup.as("owner-token", absentee()).drivers["github-app"].remove(wants, made.id),
    ).rejects.toMatchObject({ diagnostics: [{ code: "setup-unfinished" }] });
    const person: Person = { ...clicker(), open: async () => setup.github.apps.clear() };
    const app = setup.as("owner-token", person).drivers["github-app"];
    await app.remove(wants, made.id);
    await app.remove(wants, made.id);
  });

  test("that exists is read by its id and key, and by no other key", async () => {
    await using setup = await SetupStage.open();
    const { outputs } = await setup.as().drivers["github-app"].make(wants);
    const { appId = "", privateKey = "", clientId = "" } = outputs;
    expect(await setup.as().readApp(appId, privateKey)).toEqual(outputs);
    expect(await setup.as().readApp(clientId, privateKey)).toEqual(outputs);
    const other = await setup.as().drivers["github-app"].make({ ...wants, title: "Other" });
    await expect(setup.as().readApp(appId, other.outputs["privateKey"] ?? "")).rejects.toMatchObject({
      diagnostics: [{ code: "github-denied" }],
    });
    await expect(setup.as().readApp(appId, "no key")).rejects.toMatchObject({
      diagnostics: [{ code: "input-invalid" }],
    });
  });
});

describe("the installation of an App", () => {
  async function withApp(setup: SetupStage, ...names: readonly string[]) {
    const own = setup.as();
    for (const name of names) await own.drivers.repository.make(repository(name));
    const { outputs } = await own.drivers["github-app"].make(wants);
    const { slug = "", appId = "" } = outputs;
    const installed = {
      title: wants.title,
      organisation: "contoso",
      slug,
      appId,
      repositories: names.map((name) => `contoso/${name}`),
    };
    return { own, installed };
  }

  test("has the repositories that the page proposes, and is uninstalled with the App's key", async () => {
    await using setup = await SetupStage.open();
    const { own, installed } = await withApp(setup, "plane", "gitops");
    const { installation } = own.drivers;
    expect(await installation.read(installed)).toBeUndefined();
    const made = await installation.make(installed);
    expect([...(made.actual.repositories ?? [])].sort()).toEqual(["contoso/gitops", "contoso/plane"]);
    expect(await installation.read(installed)).toEqual(made);
    await installation.remove(installed, made.id);
    await installation.remove(installed, made.id);
    expect(await installation.read(installed)).toBeUndefined();
  });

  test("that lacks a repository is not finished, and keeps those it has", async () => {
    await using setup = await SetupStage.open();
    const { own, installed } = await withApp(setup, "plane");
    const { installation } = own.drivers;
    await installation.make(installed);
    await own.drivers.repository.make(repository("later"));
    const more = { ...installed, repositories: [...installed.repositories, "contoso/later"] };
    expect(await installation.read(more)).toBeUndefined();
    const { actual } = await installation.make(more);
    expect([...(actual.repositories ?? [])].sort()).toEqual(["contoso/later", "contoso/plane"]);
  });

  test("is found without the key, too; its repositories only by a classic token", async () => {
    await using setup = await SetupStage.open();
    const { own, installed } = await withApp(setup, "plane");
    const made = await own.drivers.installation.make(installed);
    expect(await setup.as().drivers.installation.read(installed)).toEqual({ ...made, actual: {} });
    setup.github.token("classic", {
      user: "person",
      permissions: {},
      isWorkflowToken: false,
      scopes: ["repo", "read:org"],
    });
    expect(await setup.as("classic").drivers.installation.read(installed)).toEqual(made);
  });

  test("on all repositories differs from what is wanted", async () => {
    await using setup = await SetupStage.open();
    const { own, installed } = await withApp(setup, "plane");
    await own.drivers.installation.make(installed);
    for (const [id, app] of setup.github.apps) setup.github.apps.set(id, { ...app, seesAll: true });
    expect((await own.drivers.installation.read(installed))?.actual.repositories).toEqual(["contoso/*"]);
  });

  test("on a personal account is asked for with the App's key", async () => {
    await using setup = await SetupStage.open();
    setup.github.account.type = "User";
    setup.github.token("own", {
      user: "contoso",
      permissions: { administration: "write" },
      isWorkflowToken: false,
      isPersonal: true,
    });
    const own = setup.as("own");
    await own.drivers.repository.make(repository("plane"));
    const { outputs } = await own.drivers["github-app"].make(wants);
    const { slug = "", appId = "" } = outputs;
    const installed = { title: "", organisation: "contoso", slug, appId, repositories: ["contoso/plane"] };
    const made = await own.drivers.installation.make(installed);
    expect(made.actual.repositories).toEqual(["contoso/plane"]);
  });

  test("that nobody clicks is said to be missing, with its page", async () => {
    await using setup = await SetupStage.open();
    const { installed } = await withApp(setup, "plane");
    await expect(
      setup.as("owner-token", absentee()).drivers.installation.make(installed),
    ).rejects.toMatchObject({
      diagnostics: [{ code: "setup-unfinished", hint: expect.stringContaining("/apps/contoso-kalypso/") }],
    });
  });

  test("lets the App past a ruleset, which an App that is installed nowhere cannot be", async () => {
    await using setup = await SetupStage.open();
    const { own, installed } = await withApp(setup, "plane");
    const ruled = {
      repository: "contoso/plane",
      ruleset: "dev",
      branches: ["dev"],
      bypassApps: [installed.appId],
      approvals: 0,
    };
    await expect(own.drivers.ruleset.make(ruled)).rejects.toMatchObject({
      diagnostics: [{ code: "setup-refused", message: expect.stringContaining("must be part of") }],
    });
    await own.drivers.installation.make(installed);
    await own.drivers.ruleset.make(ruled);
    expect((await own.drivers.ruleset.read(ruled))?.actual.bypassApps).toEqual([installed.appId]);
    expect(setup.github.repository("plane").rulesets[0]?.bypass).toEqual(["contoso-kalypso[bot]"]);
  });
});

describe("the page on this machine", () => {
  interface Asked {
    readonly path?: string;
    readonly host?: string;
    readonly method?: string;
  }

  /** The status of a request to the page's server, as anybody on this machine may make it. */
  async function statusOf(page: string, { path, host, method = "GET" }: Asked): Promise<number> {
    const url = new URL(page);
    const headers = { host: host ?? url.host };
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const options = { host: url.hostname, port: url.port, path: path ?? url.pathname, method, headers };
    request(options, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
    return promise;
  }

  function flow(server: string, open: Person["open"]): Promise<string> {
    const owner = { login: "contoso", isOrganisation: true };
    return manifestCode(wants, { server, owner, person: { ...clicker(), open } });
  }

  test("answers to its own address only, for its own state only, and is gone after the code", async () => {
    await using setup = await SetupStage.open();
    const seen: Record<string, number> = {};
    let page = "";
    const code = await flow(setup.github.url, async (url) => {
      page = url;
      seen["another host"] = await statusOf(url, { host: "evil.example" });
      seen["localhost"] = await statusOf(url, { host: `localhost:${new URL(url).port}` });
      seen["another method"] = await statusOf(url, { method: "POST" });
      seen["another page"] = await statusOf(url, { path: "/" });
      seen["no address"] = await statusOf(url, { path: "//" });
      seen["no state"] = await statusOf(url, { path: "/done?code=x" });
      seen["another state"] = await statusOf(url, { path: `/done?code=x&state=${"A".repeat(32)}` });
      seen["its own"] = await statusOf(url, {});
      await clickThrough(url);
    });
    expect(seen).toEqual({
      "another host": 403,
      localhost: 403,
      "another method": 403,
      "another page": 404,
      "no address": 403,
      "no state": 404,
      "another state": 404,
      "its own": 200,
    });
    expect(code).toMatch(/^[0-9a-f]{40}$/);
    await expect(statusOf(page, {})).rejects.toThrow(/ECONNREFUSED/);
  });

  test.each<readonly [string, (setup: SetupStage) => void]>([
    [
      "of another name",
      ({ github: { apps } }) => {
        for (const [id, app] of apps) apps.set(id, { ...app, slug: "evil" });
      },
    ],
    ["of another owner", ({ github: { account } }) => Object.assign(account, { login: "evil" })],
  ])("takes no App %s, whoever has seen the page and answers", async (_, change) => {
    await using setup = await SetupStage.open();
    const open = async (url: string) => {
      await clickThrough(url);
      change(setup);
    };
    const app = setup.as("owner-token", { ...clicker(), open }).drivers["github-app"];
    await expect(app.make(wants)).rejects.toMatchObject({
      diagnostics: [{ code: "setup-unfinished", message: expect.stringContaining("another App") }],
    });
  });

  test("shows a title as text, sends its form to GitHub only, and is kept by nobody", async () => {
    await using setup = await SetupStage.open();
    let html = "";
    let policy: string | null = "";
    await flow(setup.github.url, async (url) => {
      const answer = await fetch(url);
      policy = answer.headers.get("content-security-policy");
      expect(answer.headers.get("cache-control")).toBe("no-store");
      html = await answer.text();
      await clickThrough(url);
    });
    expect(html).toContain("Contoso &lt;Kalypso&gt;");
    expect(html).not.toContain("<Kalypso>");
    expect(policy).toContain(`form-action ${setup.github.url}`);
    expect(policy).toContain("frame-ancestors 'none'");
  });
});
