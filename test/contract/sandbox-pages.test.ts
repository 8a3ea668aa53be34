/** The sandbox's pages in a real browser, light and dark. Skipped where there is none. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { openPull, pageStage } from "../../packages/sandbox/tutorial-world/test/pages-stage.ts";
import { chromiumPath, openChromium } from "../support/chromium.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");

/** Every kind of page once: addresses that differ in names and numbers only are alike. */
function kindOf(address: string): string {
  return address
    .replace(/\?.*$/, "")
    .replaceAll(/[0-9a-f]{7,40}|\d+/g, "0")
    .replace(/\/(tree|blob|commits)\/.*$/, "/$1");
}

describe.skipIf(chromiumPath === undefined)("the sandbox's pages", () => {
  test("have enough contrast everywhere, on every kind of page, light and dark", async () => {
    await using pages = await pageStage();
    await openPull(pages);
    const browser = await openChromium(chromiumPath ?? "");
    try {
      const found: string[] = [];
      const seen = new Set<string>();
      const left = ["/"];
      for (let path = left.pop(); path !== undefined; path = left.pop()) {
        const kind = kindOf(path);
        if (seen.has(kind)) continue;
        seen.add(kind);
        const { status, html } = await pages.get(path);
        if (status !== 200) continue;
        left.push(
          ...[...html.matchAll(/ href="(\/[^"#]*)/g)].map(([, address = ""]) =>
            address.replaceAll("&amp;", "&"),
          ),
        );
        for (const colorScheme of ["light", "dark"] as const) {
          const page = await browser.newPage({ colorScheme });
          // Without its script, which asks the server for news.
          await page.setContent(html.replaceAll(/<script[\s\S]*?<\/script>/g, ""));
          await page.evaluate(axe);
          const { violations } = (await page.evaluate(
            "axe.run(document, { runOnly: ['color-contrast'], resultTypes: ['violations'] })",
          )) as {
            violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
          };
          for (const { id, nodes } of violations)
            found.push(
              `${colorScheme} ${kind} ${id}: ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary.slice(0, 200)}`,
            );
          await page.close();
        }
      }
      expect(seen.size).toBeGreaterThan(8);
      expect(found).toEqual([]);
    } finally {
      await browser.close();
    }
  }, 300_000);
});
