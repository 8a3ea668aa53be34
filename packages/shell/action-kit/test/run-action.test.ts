import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "kalypso-summary-"));
const summary = join(folder, "summary.md");
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const script = fileURLToPath(new URL("large-action.ts", import.meta.url));

/** Runs the large action, reads only this much of its output, then closes the pipe. */
async function run(reads = Number.POSITIVE_INFINITY, args: readonly string[] = []) {
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, GITHUB_STEP_SUMMARY: summary },
  });
  const text = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text.stdout += chunk;
    if (text.stdout.length >= reads) child.stdout.destroy();
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    text.stderr += chunk;
  });
  const exitCode = await new Promise((resolve) => child.on("close", resolve));
  return { exitCode, ...text };
}

test("a summary that is too long for GitHub is cut, and is whole in the log, as it says", async () => {
  writeFileSync(summary, "");
  const { stdout } = await run(Number.POSITIVE_INFINITY, ["--summary"]);
  const text = readFileSync(summary, "utf8");
  expect(text.length).toBeLessThan(1024 * 1024);
  expect(text).toMatch(/\n\*Truncated at GitHub's size limit; the log has the full text\.\*\n$/);
  expect(stdout.split("\n").filter((line) => line.startsWith("| "))).toHaveLength(1_500);
});

test("an action's whole output reaches a pipe", async () => {
  const { exitCode, stdout, stderr } = await run();
  const lines = stdout.trimEnd().split("\n");
  expect({ exitCode, stderr, lines: lines.length, end: lines.at(-1) }).toEqual({
    exitCode: 1,
    stderr: "",
    lines: 1_501,
    end: "the end",
  });
});

test("an action whose log is closed ends quietly with its own result", async () => {
  const { exitCode, stderr } = await run(10);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
});

test.skipIf(!existsSync("/dev/full"))(
  "an action whose log cannot be written fails, even if it is the last line",
  () => {
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync(process.execPath, [script, "--short"], {
      stdio: ["ignore", full, "pipe"],
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  },
);
