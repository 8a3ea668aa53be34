import { chmod, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { temporaryFolder } from "@kalypso-actions/github-sandbox";
import { afterEach, expect, test, vi } from "vitest";
import { openTools } from "../src/tools.ts";

afterEach(() => vi.unstubAllEnvs());

test("a machine's own helm is used; a machine without one gets the stand-in", async () => {
  await using folder = await temporaryFolder();
  const tools = join(folder.path, "tools");
  vi.stubEnv("PATH", folder.path);
  expect(await openTools(tools)).toEqual([tools]);
  await writeFile(join(folder.path, "helm"), "#!/bin/sh\n");
  await chmod(join(folder.path, "helm"), 0o755);
  vi.stubEnv("PATH", ["/nowhere", folder.path].join(delimiter));
  expect(await openTools(tools)).toEqual([]);
});
