import { describe, expect, test } from "vitest";
import { preflight } from "../src/github/drivers.ts";
import { SetupStage } from "./setup-stage.ts";

const asked = { organisation: "contoso", visibility: "private" } as const;

async function problemsOf(setup: SetupStage, token: string, more: object = {}): Promise<readonly string[]> {
  const { diagnostics } = await preflight({ token, server: setup.stage.server }, { ...asked, ...more });
  for (const { code, hint } of diagnostics) {
    expect(code).toBe("setup-refused");
    expect(hint).toMatch(/\S/);
  }
  return diagnostics.map(({ severity, message }) => `${severity}: ${message}`);
}

function classic(setup: SetupStage, ...scopes: readonly string[]): string {
  return setup.github.token("classic", { user: "person", permissions: {}, isWorkflowToken: false, scopes });
}

const cannotTell = expect.stringContaining("warning: a fine-grained token does not say what it may do");

describe("before anything is made", () => {
  test("an owner's classic token with all scopes has no problem", async () => {
    await using setup = await SetupStage.open();
    const token = classic(setup, "repo", "workflow", "admin:org");
    expect(await problemsOf(setup, token, { needs: { rulesets: true, environments: true } })).toEqual([]);
    expect(setup.stage.writes()).toEqual([]);
  });

  test("every scope that a classic token lacks is told", async () => {
    await using setup = await SetupStage.open();
    expect(await problemsOf(setup, classic(setup, "gist"), { visibility: "public" })).toEqual([
      "error: the token lacks the scope repo",
      "error: the token lacks the scope workflow",
      "error: the token lacks the scope read:org",
    ]);
  });

  test("what a fine-grained token may not read is told, and what cannot be known is named", async () => {
    await using setup = await SetupStage.open();
    expect(await problemsOf(setup, "owner-token")).toEqual([cannotTell]);
    const lesser = setup.without("organization_administration");
    expect(await problemsOf(setup, lesser)).toEqual([
      "error: the token may not list the Apps that are installed in contoso",
      cannotTell,
      "warning: GitHub does not tell this token the owner's plan, so what it lacks for private repositories is not known",
    ]);
  });

  test("an owner that does not exist is told", async () => {
    await using setup = await SetupStage.open();
    expect(await problemsOf(setup, "owner-token", { organisation: "nobody" })).toEqual([
      `error: there is no organisation or user nobody on ${setup.github.url}`,
    ]);
  });

  test("another person's account is told, and that only organisations have internal repositories", async () => {
    await using setup = await SetupStage.open();
    const more = { organisation: "octocat", visibility: "internal" };
    expect((await problemsOf(setup, "owner-token", more)).slice(0, 2)).toEqual([
      "error: octocat is another user than person, whose token this is",
      "error: only organisations have internal repositories",
    ]);
  });

  test("a workflow's token is refused with the reason", async () => {
    await using setup = await SetupStage.open();
    const { diagnostics } = await preflight({ token: "job-token", server: setup.stage.server }, asked);
    expect(diagnostics).toMatchObject([
      { code: "setup-refused", hint: expect.stringContaining("a person's") },
    ]);
  });

  test("what the plan lacks is told at once, for the wanted visibility only", async () => {
    await using setup = await SetupStage.open();
    const token = classic(setup, "repo", "workflow", "admin:org");
    const needs = { environments: true, reviewers: true, rulesets: true, autoMerge: true };
    setup.github.account.plan = "free";
    expect(await problemsOf(setup, token, { needs })).toEqual([
      "error: the plan free has no environments with secrets and branches of their own for private repositories",
      "error: the plan free has no environments whose jobs wait for an approval for private repositories",
      "error: the plan free has no rulesets for private repositories",
      "error: the plan free has no auto-merge for private repositories",
    ]);
    expect(await problemsOf(setup, token, { needs, visibility: "public" })).toEqual([]);
    setup.github.account.plan = "team";
    expect(await problemsOf(setup, token, { needs })).toEqual([
      "error: the plan team has no environments whose jobs wait for an approval for private repositories",
    ]);
    setup.github.account.plan = "enterprise";
    expect(await problemsOf(setup, token, { needs })).toEqual([]);
  });

  test("the capabilities are those of the plan", async () => {
    await using setup = await SetupStage.open();
    const token = classic(setup, "repo", "workflow", "admin:org");
    const { capabilities } = await preflight({ token, server: setup.stage.server }, asked);
    expect(capabilities).toEqual({ environments: true, reviewers: false, rulesets: true, autoMerge: true });
  });

  test("names that are taken, or too long, are told together with everything else", async () => {
    await using setup = await SetupStage.open();
    const { drivers } = setup.as();
    const repository = "contoso/k8s-control-plane";
    await drivers.repository.make({ repository, description: "", visibility: "public", autoMerge: false });
    await drivers["github-app"].make({
      organisation: "contoso",
      title: "kalypso",
      homepage: "https://example.com",
      permissions: {},
    });
    const long = "a".repeat(35);
    const more = { repositories: [repository, "contoso/free"], apps: ["kalypso", long] };
    expect(await problemsOf(setup, classic(setup, "repo", "read:org"), more)).toEqual([
      "error: the token lacks the scope workflow",
      expect.stringContaining("warning: GitHub does not tell this token the owner's plan"),
      "error: there is already a repository contoso/k8s-control-plane",
      "error: there is already an App kalypso; names of Apps are unique on all of GitHub",
      `error: ${long} is too long for the name of an App, which has at most 34 characters`,
    ]);
  });

  test("a token that GitHub does not know ends the check", async () => {
    await using setup = await SetupStage.open();
    await expect(preflight({ token: "gone", server: setup.stage.server }, asked)).rejects.toMatchObject({
      diagnostics: [{ code: "github-denied" }],
    });
  });
});
