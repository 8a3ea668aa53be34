import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { deadlines, duration, inTime, TimedOut, within } from "../src/index.ts";

const never = () => new Promise<never>(() => {});

test("work that heeds no signal ends at its deadline all the same", async () => {
  await expect(within(1, undefined, never)).rejects.toBeInstanceOf(TimedOut);
});

test("work that heeds its signal is told of the end of its time", async () => {
  const reason = await within(1, undefined, async (signal) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    throw signal.reason;
  }).catch((error: unknown) => error);
  expect(reason).toBeInstanceOf(TimedOut);
});

test("a cancelled wait ends at once, with the reason", async () => {
  const stop = new AbortController();
  const waiting = within(3_600_000, stop.signal, never);
  stop.abort(new Error("cancelled"));
  await expect(waiting).rejects.toThrow("cancelled");
  await expect(within(3_600_000, stop.signal, never)).rejects.toThrow("cancelled");
});

test("an action that does not end is ended, and says so", async () => {
  await expect(inTime(never, { ...deadlines, action: 1, farewell: 1 })).rejects.toMatchObject({
    diagnostics: [{ code: "action-timed-out", message: "the action did not end within 1 ms" }],
  });
});

test("what waits in an action learns of the end of its time first", async () => {
  const told = await inTime(
    async ({ signal, left }) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      return { left: left(), reason: signal.reason };
    },
    { ...deadlines, action: 5 },
  );
  // A timer may fire a part of a millisecond early.
  expect(told.left).toBeLessThan(1);
  expect(told.reason).toBeInstanceOf(TimedOut);
});

test.each([
  [40, "40 ms"],
  [1_000, "1 s"],
  [1_500, "2 s"],
  [90_000, "90 s"],
  [1_800_000, "30 min"],
  [86_400_000, "24 h"],
])("%d ms is %s", (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

test("the design names every deadline", () => {
  const page = readFileSync(new URL("../../../../docs/design.md", import.meta.url), "utf8");
  const section = /## Every wait has an end\n([\s\S]*?)\n## /.exec(page)?.[1] ?? "";
  const named = [...section.matchAll(/^\| .* \| ([\d,]+(?: \w+)?)/gm)].map(([, text]) => text);
  const {
    request,
    limit,
    gitSilence,
    git,
    login,
    lastPoll,
    action,
    reports,
    answerBytes,
    pages,
    gitMemory,
    gitFile,
    azureCommand,
    azureCluster,
    azureSpread,
  } = deadlines;
  const azure = [login, azureCommand, azureCluster, azureSpread];
  const times = [request, limit, gitSilence, git, ...azure, lastPoll, action, reports].map(duration);
  const spelt = times.map((time) => (time === "1 min" ? "60 s" : time));
  const others = [
    `${answerBytes / 1024 / 1024} MiB`,
    pages.toLocaleString("en"),
    "64 MiB",
    `${gitMemory / 1024 ** 3} GiB`,
    `${gitFile / 1024 ** 3} GiB`,
  ];
  expect(named).toEqual([...spelt, ...others]);
});
