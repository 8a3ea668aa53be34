import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { bundles } from "../rolldown.config.ts";
import { noticesFile } from "../scripts/generate/notices.ts";
import { repositoryRoot } from "./support/process.ts";

describe.each(bundles.map(({ output }) => output.file))("%s", (file) => {
  const folder = join(repositoryRoot, dirname(file));

  test("is alone in its folder, except for the licences of its contents", () => {
    expect(readdirSync(folder).sort()).toEqual([noticesFile, "index.js"].sort());
  });

  test("contains nothing about the machine that built it", () => {
    for (const name of readdirSync(folder)) {
      const text = readFileSync(join(folder, name), "utf8");
      for (const place of [repositoryRoot, homedir(), "node_modules/.pnpm"])
        expect(text.includes(place), `${name} holds ${place}`).toBe(false);
    }
  });
});
