import { expect, test } from "vitest";
import { runGit } from "../src/command.ts";

test("what git and a server say is kept as far as its last 256 KiB", async () => {
  const flood = "alias.flood=!yes remote: hello | head -c 20000000 >&2; echo fatal: the end >&2; exit 128 #";
  const env = { PATH: process.env["PATH"] ?? "", GIT_CONFIG_NOSYSTEM: "1", HOME: "/nonexistent" };
  const { exitCode, stderr } = await runGit(["-c", flood, "flood"], { env });
  expect(exitCode).toBe(128);
  expect(stderr).toHaveLength(256 * 1024);
  expect(stderr.endsWith("fatal: the end\n")).toBe(true);
});
