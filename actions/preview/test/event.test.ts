import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import { expect, test } from "vitest";
import { readEvent } from "../src/event.ts";

const merged = "1".repeat(40);
const folder = mkdtempSync(join(tmpdir(), "event-"));
let events = 0;

function env(name: string, payload: unknown, sha = merged) {
  const file = join(folder, `event-${++events}.json`);
  writeFileSync(file, typeof payload === "string" ? payload : JSON.stringify(payload));
  return {
    GITHUB_EVENT_NAME: name,
    GITHUB_EVENT_PATH: file,
    GITHUB_REPOSITORY: "acme/control-plane",
    GITHUB_SHA: sha,
  };
}

const pull = { number: 7, base: { ref: "main" }, labels: [{ name: "a" }, { name: 3 }, null] };

async function refusal(given: ReturnType<typeof env>): Promise<string> {
  const error = await readEvent(given).catch((thrown: unknown) => thrown);
  if (!(error instanceof DiagnosticError)) throw new Error("it was not refused");
  return error.diagnostics.map(({ code, message }) => `${code}: ${message}`).join("\n");
}

test("reads the pull request, its branch and its labels", async () => {
  const event = await readEvent(env("pull_request", { action: "opened", pull_request: pull }));
  expect(event).toEqual({
    repository: { owner: "acme", repo: "control-plane" },
    number: 7,
    branch: "main",
    merged,
    labels: ["a"],
    added: undefined,
  });
});

test("tells the label that the event adds, and only that", async () => {
  const labeled = { action: "labeled", label: { name: "a" }, pull_request: pull };
  expect((await readEvent(env("pull_request", labeled))).added).toBe("a");
  expect((await readEvent(env("pull_request", { ...labeled, action: "unlabeled" }))).added).toBeUndefined();
});

test("refuses pull_request_target, whatever the payload says", async () => {
  expect(await refusal(env("pull_request_target", { pull_request: pull }))).toContain(
    "event-unsupported: preview does not run on pull_request_target",
  );
});

test.each([
  ["another event", env("push", { after: merged })],
  ["no payload", { ...env("pull_request", {}), GITHUB_EVENT_PATH: join(folder, "none.json") }],
  ["a payload that is no JSON", env("pull_request", "{")],
  ["a payload without a pull request", env("pull_request", { pull_request: null })],
  ["a number that is none", env("pull_request", { pull_request: { ...pull, number: "7" } })],
  ["a commit that is none", env("pull_request", { pull_request: pull }, "main")],
])("refuses %s", async (_, given) => {
  expect(await refusal(given)).toContain("event-unsupported: preview runs on pull_request");
});
