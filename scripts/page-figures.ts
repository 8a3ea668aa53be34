/**
 * `npm run bench:page`: how quick the page of `kalypso report` is in a real browser, with 20,000 assignments, on a processor
 * that is slowed down four times, with nothing cached.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { reportHtml } from "@kalypso-actions/fleet-report";
import { chromiumPath, openChromium } from "../test/support/chromium.ts";
import { largeFleet } from "../test/support/large-fleet.ts";

const runs = 5;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

if (chromiumPath === undefined) throw new Error("there is no Chromium: install Debian's package `chromium`");
const folder = mkdtempSync(join(tmpdir(), "page-"));
try {
  const file = join(folder, "fleet.html");
  const html = reportHtml(largeFleet({ assignments: 20_000 }), {
    made: new Date().toISOString(),
    withValues: false,
    schedules: new Map(),
  });
  writeFileSync(file, html);
  const paints: number[] = [];
  const tables: number[] = [];
  const filters: number[] = [];
  for (let run = 0; run < runs; run++) {
    const browser = await openChromium(chromiumPath);
    const page = await browser.newPage();
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector("table");
    tables.push(await page.evaluate<number>("performance.now()"));
    paints.push(
      await page.evaluate<number>("performance.getEntriesByName('first-contentful-paint')[0].startTime"),
    );
    // From the key to the next frame that shows the result.
    filters.push(
      await page.evaluate<number>(`new Promise((resolve) => {
        const input = document.querySelector("input");
        const start = performance.now();
        input.value = "workload-00";
        input.dispatchEvent(new Event("input", { bubbles: true }));
        const wait = () => document.querySelector("[role=status]").textContent.startsWith("100 ")
          ? resolve(performance.now() - start) : setTimeout(wait, 0);
        wait();
      })`),
    );
    await browser.close();
  }
  const rows = [
    ["size of the file", `${(html.length / 1_000).toFixed(0)} KB`],
    ["first paint", `${median(paints).toFixed(0)} ms`],
    ["the table is there", `${median(tables).toFixed(0)} ms`],
    ["a filter", `${median(filters).toFixed(0)} ms`],
  ] as const;
  process.stdout.write(`20,000 assignments, 4 times slower processor, median of ${runs}\n`);
  for (const [name, value] of rows) process.stdout.write(`  ${name.padEnd(20)} ${value}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
