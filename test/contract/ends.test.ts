/** Every wait has an end, and every answer a shape: the faults of the sandbox's list against the actions. */
import { deadlines, duration, openEnd } from "@kalypso-actions/deadlines";
import { type FaultName, faultKinds, faultNames, faultRule } from "@kalypso-actions/github-sandbox";
import { afterEach, describe, expect, test } from "vitest";
import { Stage } from "../support/github.ts";
import type { Outcome } from "../support/in-process.ts";

const hasty = {
  ...openEnd,
  deadlines: { ...deadlines, request: 60, git: 5_000, answerBytes: 4 * 1024 * 1024 },
};
const manifest = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n";
const inputs = { repository: "contoso/gitops", base: "dev", token: "app-token" };

let stage: Stage | undefined;

async function stageWithFolder(): Promise<Stage> {
  stage = await Stage.open();
  stage.time = hasty;
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

/** Nothing but a problem that says what happened: no crash, no stack trace, no other hint. */
function expectPlain({ log, exitCode }: Outcome, codes: RegExp): void {
  expect(log).not.toMatch(/Cannot read|is not (?:a function|iterable)|undefined|internal-error|TypeError/);
  expect(log).toMatch(codes);
  expect(exitCode).toBe(1);
}

const lasting = faultNames.filter((name) => faultKinds[name].expected === "lasts");
const passing = faultNames.filter((name) => faultKinds[name].expected === "passes");

const expectedCodes: Partial<Record<FaultName, RegExp>> = {
  silent: /^error github-timed-out: could not .* GitHub did not answer completely within 60 ms$/m,
  trickling: /^error github-timed-out: /m,
  flooding: /^error github-unreadable: .* the answer is larger than 4194304 bytes$/m,
  "429 for a day": /^error github-limited: .* GitHub asks to wait 24 h, and at most 15 min can be waited/m,
  "503 for a day": /^error github-limited: .* GitHub asks to wait 24 h/m,
  "502 for good": /^error github-unreachable: /m,
  moved: /^error github-/m,
  archived: /^error github-denied: .*archived/m,
  "expired token": /^error github-denied: /m,
};

/** What an answer of another shape, or a part of one, is. */
const unreadable = /^error github-unreadable: could not .* the answer cannot be read: /m;

describe("attacks 8 and 13: open-pr", () => {
  test.each(lasting.filter((name) => name !== "repeating pages"))("%s: every answer", async (name) => {
    const s = await stageWithFolder();
    s.github.faults.rules = [faultRule(name, / \/api\//)];
    expectPlain(await s.openPr(inputs), expectedCodes[name] ?? unreadable);
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
    s.github.faults.rules = [faultRule(name, / \/api\//)];
    const result = await s.notify({
      ...given,
      repository: "contoso/app",
      ref: "main",
      commit: "a".repeat(40),
    });
    expectPlain(result, expectedCodes[name] ?? unreadable);
    expect(result.outputs).toEqual({});
  });
});

test("a limit within the time that is left is waited for, a longer one is told at once", async () => {
  const s = await stageWithFolder();
  const asked = (seconds: number) => ({
    ...faultRule("429 for a day", /pulls$/, { times: 1 }),
    headers: { "retry-after": String(seconds) },
  });
  s.time = { ...hasty, left: () => 90_000 };
  s.github.faults.rules = [asked(89)];
  expect((await s.openPr(inputs)).log).toContain("pull request #1 opened");
  s.github.faults.rules = [asked(91)];
  await s.folder("manifests", { "b.yaml": manifest });
  const result = await s.openPr(inputs);
  expect(result.log).toContain(`GitHub asks to wait 91 s, and at most ${duration(90_000)} can be waited`);
  expect(result.exitCode).toBe(1);
});
