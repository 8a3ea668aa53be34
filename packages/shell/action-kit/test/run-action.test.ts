import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const script = fileURLToPath(new URL("large-action.ts", import.meta.url));

/** Runs the large action, reads only this much of its output, then closes the pipe. */
async function run(reads = Number.POSITIVE_INFINITY) {
  const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "pipe"] });
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
