import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@kalypso-actions/github-sandbox";
import { expect, test } from "vitest";
import { readManifestFolder } from "../src/manifest-folder.ts";

test("every file is listed, whatever its name", async () => {
  await using folder = await temporaryFolder();
  const names = ["__proto__", "constructor", "hasOwnProperty", "toString"];
  for (const name of names) writeFileSync(join(folder.path, name), name);
  const { inventory } = await readManifestFolder(folder.path);
  expect(Object.keys(inventory.files).sort()).toEqual(names);
});
