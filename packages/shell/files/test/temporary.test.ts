import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "@kalypso-actions/github-sandbox";
import { expect, test, vi } from "vitest";
import { temporaryFolder as ours } from "../src/index.ts";

const program = fileURLToPath(new URL("stopped.ts", import.meta.url));

// Windows ends a process without telling it.
test.skipIf(process.platform === "win32").each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s ends a process, and nothing temporary is left",
  async (signal) => {
    await using place = await temporaryFolder();
    const child = spawn(process.execPath, [program, join(place.path, "out")]);
    const [temporary] = await once(child.stdout, "data");
    expect(existsSync(String(temporary))).toBe(true);
    child.kill(signal);
    expect(await once(child, "exit")).toEqual([null, signal]);
    expect(existsSync(String(temporary))).toBe(false);
    expect(readdirSync(place.path)).toEqual([]);
  },
);

test.skipIf(process.platform === "win32")(
  "a signal that comes as soon as a temporary folder is there removes it, too",
  async () => {
    await using place = await temporaryFolder();
    const early = fileURLToPath(new URL("stopped-early.ts", import.meta.url));
    const child = spawn(process.execPath, [early], { env: { ...process.env, TMPDIR: place.path } });
    expect(await once(child, "exit")).toEqual([null, "SIGTERM"]);
    expect(readdirSync(place.path)).toEqual([]);
  },
);

test("without a folder for temporary ones, the problem names TMPDIR: temporary-failed", async () => {
  await using place = await temporaryFolder();
  for (const variable of ["TMPDIR", "TEMP", "TMP"]) vi.stubEnv(variable, join(place.path, "nowhere"));
  const failed = ours("kalypso-test-");
  vi.unstubAllEnvs();
  await expect(failed).rejects.toMatchObject({
    diagnostics: [{ code: "temporary-failed", hint: expect.stringContaining("Set TMPDIR") }],
  });
});
