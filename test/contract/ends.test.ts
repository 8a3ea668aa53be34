/** Every wait has an end, and every answer a shape: the faults of the sandbox's list against the actions. */
import { duration } from "@kalypso-actions/deadlines";
import { type FaultName, faultKinds, faultNames, faultRule } from "@kalypso-actions/github-sandbox";
import { afterEach, describe, expect, test } from "vitest";
import { GitHubRepository, Issues } from "../../packages/shell/github/src/index.ts";
import { controlPlane, promoteTo, statusesOf } from "../support/control-plane.ts";
import { Stage } from "../support/github.ts";
import { hastyGit, passOwnTimeOnly, patient, timeFor } from "../support/hasty.ts";
import { expectPlain } from "../support/plain.ts";

const manifest = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n";
const inputs = { repository: "contoso/gitops", base: "dev", token: "app-token" };

passOwnTimeOnly();

let stage: Stage | undefined;

async function stageWithFolder(): Promise<Stage> {
  stage = await Stage.open();
  stage.time = patient;
  await stage.world.push({ repository: "gitops", branch: "dev" }, "start", { "README.md": "ours\n" });
  await stage.folder("manifests", { "a.yaml": manifest });
  return stage;
}

afterEach(async () => {
  // What a fault makes of an answer is not as GitHub describes it.
  if (stage !== undefined) stage.github.requests.length = 0;
  await stage?.[Symbol.asyncDispose]();
  stage = undefined;
});

const lasting = faultNames.filter((name) => faultKinds[name].expected === "lasts");
const passing = faultNames.filter((name) => faultKinds[name].expected === "passes");

const codes: Partial<Record<FaultName, RegExp>> = {
  silent: /^error github-timed-out: could not .* GitHub did not answer completely within 100 ms$/m,
  trickling: /^error github-timed-out: /m,
  flooding: /^error github-unreadable: .* the answer is larger than 131072 bytes$/m,
  "429 for a day": /^error github-limited: .* GitHub asks to wait 24 h, and at most 15 min can be waited/m,
  "503 for a day": /^error github-limited: .* GitHub asks to wait 24 h/m,
  "502 for good": /^error github-unreachable: /m,
  moved: /^error github-/m,
  archived: /^error github-denied: .*archived/m,
  "expired token": /^error github-denied: /m,
};

/** An answer of another shape, or a part of one, is unreadable. */
function codesOf(name: FaultName): RegExp {
  return codes[name] ?? /^error github-unreadable: could not .* the answer cannot be read: /m;
}

describe("attacks 8 and 13: open-pr", () => {
  test.each(lasting.filter((name) => name !== "repeating pages"))("%s: every answer", async (name) => {
    const s = await stageWithFolder();
    s.time = timeFor(name);
    s.github.faults.rules = [faultRule(name, / \/api\//)];
    expectPlain(await s.openPr(inputs), codesOf(name));
  });

  test.each(passing)("%s: once, at a read and at a write", async (name) => {
    const s = await stageWithFolder();
    s.github.faults.rules = [faultRule(name, /^GET .*\/pulls$/), faultRule(name, /^POST .*\/pulls$/)];
    const result = await s.openPr(inputs);
    // A write that GitHub does not find is no matter of time.
    if (name === "404 once") expectPlain(result, /github-missing/);
    else expect(result.log).toContain("pull request #1 opened");
    expect([...s.github.repository("gitops").pulls.keys()].length).toBeLessThan(2);
  });
});

describe("attack 13: notify tells nobody, and does not say it did", () => {
  const given = {
    "control-plane": "contoso/control-plane",
    token: "app-token",
    "event-type": "workload-changed",
  };
  const names = lasting.filter(
    (name) =>
      !["empty object", "null", "list for object", "wrong types", "cut JSON", "repeating pages"].includes(
        name,
      ),
  );

  test.each(names)("%s", async (name) => {
    const s = await stageWithFolder();
    await s.world.push({ repository: "control-plane", branch: "main" }, "start", { "a.txt": "a\n" });
    s.time = timeFor(name);
    s.github.faults.rules = [faultRule(name, / \/api\//)];
    const result = await s.notify({
      ...given,
      repository: "contoso/app",
      ref: "main",
      commit: "a".repeat(40),
    });
    expectPlain(result, codesOf(name));
    expect(result.outputs).toEqual({});
  });
});

describe("attack 13: promote promotes nothing, and advises nothing that does not help", () => {
  // A list that repeats itself is none of its requests.
  test.each(lasting.filter((name) => name !== "repeating pages"))("%s", async (name) => {
    const { stage: s, second } = await controlPlane();
    stage = s;
    s.time = timeFor(name);
    s.github.faults.rules = [faultRule(name, / \/api\//)];
    const result = await s.promote(promoteTo(second));
    expectPlain(result, codesOf(name));
    expect([result.log, ...result.hints].join("\n")).not.toContain("allow-rollback");
    expect(s.github.git("control-plane").git(["show", "dev:setup/base-repo.yaml"])).not.toContain(second);
  });

  test("a comparison, a branch or a file that is not found once, right after a push, is asked for again", async () => {
    for (const on of [/compare/, /\/git\/ref\//, /^GET .*\/contents\//]) {
      const { stage: s, second } = await controlPlane();
      s.github.faults.rules = [faultRule("404 once", on)];
      const result = await s.promote(promoteTo(second));
      expect(result.log).toContain(`promoted ${second} to dev`);
      expect(statusesOf(s, second)).toEqual(["dev environment: pending Promoted"]);
      await s[Symbol.asyncDispose]();
    }
  });
});

describe("git", () => {
  test.each(["silent", "trickling"] as const)(
    "%s while open-pr reads, or pushes: ended, and nothing is left",
    async (name) => {
      for (const on of [/upload-pack/, /git-receive-pack/]) {
        const s = await stageWithFolder();
        s.time = hastyGit;
        s.github.faults.rules = [faultRule(name, on)];
        expectPlain(
          await s.openPr(inputs),
          /^error git-timed-out: `git (?:fetch|push)` of http\S+ did not end within 400 ms/m,
        );
        expect(s.writes()).toEqual([]);
        await s[Symbol.asyncDispose]();
        stage = undefined;
      }
    },
  );
});

test("a list without an end is told", async () => {
  const s = await stageWithFolder();
  s.github.faults.rules = [faultRule("repeating pages")];
  const name = { owner: "contoso", repo: "gitops" };
  await s.world.push({ repository: "gitops", branch: "main" }, "main", { "a.txt": "a\n" });
  const repository = new GitHubRepository(name, "app-token", s.server.api);
  await new Issues(repository)
    .reconcile(() => true, [{ marker: "<!-- a -->", title: "a", body: "a", labels: [] }], "")
    .catch(() => {});
  await expect(new Issues(repository).reconcile(() => true, [], "")).rejects.toMatchObject({
    diagnostics: [{ code: "github-unreadable", message: expect.stringContaining("the list repeats a page") }],
  });
  expect(s.github.requests.length).toBeLessThan(20);
});

test("a limit within the time that is left is waited for, a longer one is told at once", async () => {
  const s = await stageWithFolder();
  const asked = (seconds: number) => ({
    ...faultRule("429 for a day", /pulls$/, { times: 1 }),
    headers: { "retry-after": String(seconds) },
  });
  s.time = { ...patient, left: () => 90_000 };
  s.github.faults.rules = [asked(89)];
  expect((await s.openPr(inputs)).log).toContain("pull request #1 opened");
  s.github.faults.rules = [asked(91)];
  await s.folder("manifests", { "b.yaml": manifest });
  const result = await s.openPr(inputs);
  expect(result.log).toContain(`GitHub asks to wait 91 s, and at most ${duration(90_000)} can be waited`);
  expect(result.exitCode).toBe(1);
});
