/** The page of `kalypso report` in a real browser. Skipped where there is none. */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { reportHtml } from "@kalypso-actions/fleet-report";
import { type TemporaryFolder, temporaryFolder } from "@kalypso-actions/github-sandbox";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, openChromium } from "../support/chromium.ts";
import { deploy } from "../support/deployed.ts";
import { commandWithTools } from "../support/kalypso-in-memory.ts";
import { largeFleet } from "../support/large-fleet.ts";

const axe = createRequire(import.meta.url).resolve("axe-core");
const made = "2026-11-28T12:00:00Z";

if (chromiumPath === undefined)
  process.stdout.write(
    "no Chromium is installed (Debian's package `chromium`): the fleet page is not tested\n",
  );

describe.skipIf(chromiumPath === undefined)("the fleet page", () => {
  let browser: Browser;
  let folder: TemporaryFolder;
  let small: string;
  let large: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    browser = await openChromium(chromiumPath ?? "");
    small = join(folder.path, "small.html");
    large = join(folder.path, "large.html");
    const { platform } = await deploy();
    await commandWithTools(platform, {}, ["report", "--values", "--out", small]);
    const fleet = largeFleet({ assignments: 20_000 });
    writeFileSync(large, reportHtml(fleet, { made, withValues: false, schedules: new Map() }));
  });
  afterAll(async () => {
    await browser.close();
    await folder[Symbol.asyncDispose]();
  });

  interface Opened extends AsyncDisposable {
    readonly page: Page;
    /** What the browser complained about, and asked for besides the file. */
    readonly said: string[];
  }

  async function open(
    file: string,
    {
      hash = "",
      ...options
    }: { hash?: string; colorScheme?: "dark"; viewport?: { width: number; height: number } } = {},
  ): Promise<Opened> {
    const page = await browser.newPage(options);
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith("file:")) said.push(request.url());
    });
    await page.goto(`${pathToFileURL(file)}${hash}`);
    await page.waitForSelector("table");
    return { page, said, [Symbol.asyncDispose]: () => page.close() };
  }

  /** The rules that axe-core finds broken. */
  async function broken(page: Page): Promise<readonly string[]> {
    // The page's own policy lets no other script in.
    await page.evaluate(await (await import("node:fs/promises")).readFile(axe, "utf8"));
    const found = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })");
    const { violations } = found as { violations: { id: string; nodes: { html: string }[] }[] };
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  }

  test("runs by its own policy, and asks for nothing else", async () => {
    await using opened = await open(small);
    expect(opened.said).toEqual([]);
    expect(await opened.page.title()).toBe("Fleet");
  });

  test.each([
    ["light", {}],
    ["dark", { colorScheme: "dark" as const }],
    ["narrow", { viewport: { width: 320, height: 640 } }],
  ])("has nothing that axe-core finds, %s, with a cell open as well", async (_, options) => {
    await using opened = await open(large, options);
    const { page } = opened;
    expect(await broken(page)).toEqual([]);
    await page.click(".cell");
    await page.waitForSelector("dialog[open]");
    expect(await broken(page)).toEqual([]);
    // At 320 pixels, only tables scroll sideways.
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  });

  test("opens a cell by keyboard, says why it is here and what sets its configuration, and gives the focus back", async () => {
    await using opened = await open(small);
    const { page } = opened;
    await page.focus(".cell");
    const name = await page.evaluate("document.activeElement.textContent");
    expect(name).toMatch(/^hello-world-app in dev: · unknown1 place[0-9a-f]{7}$/);
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog[open]");
    const text = await page.innerText("dialog");
    expect(text).toContain("the policy functional-test-policy asks for the workspace kaizen-app-team");
    await page.click("summary");
    expect(await page.innerText("dialog table")).toMatch(
      /CLUSTER_NAME\s+Drone\s+cluster-types\/.*drone-config\.yaml:\d+/,
    );
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog", { state: "detached" });
    expect(await page.evaluate("document.activeElement.textContent")).toBe(name);
  });

  test("has an address for every view, which opens it again", async () => {
    await using opened = await open(large, { hash: "#view=clusters&search=type-00&state=failing" });
    const { page } = opened;
    expect(await page.inputValue("input")).toBe("type-00");
    const count = await page.innerText("[role=status]");
    expect(count).toMatch(/^\d+ cluster types? of 50$/);
    await page.click(".cell");
    await page.waitForSelector("dialog[open]");
    const address = page.url();
    expect(address).toContain("row=cluster-type-00");
    await using again = await open(large, { hash: new URL(address).hash });
    expect(await again.page.innerText("dialog h2")).toBe(await page.innerText("dialog h2"));
    await page.goBack();
    await page.waitForSelector("dialog", { state: "detached" });
    expect(await page.innerText("[role=status]")).toBe(count);
  });

  test("filters by text, team, label and state, and keeps the focus while it is typed", async () => {
    await using opened = await open(large);
    const { page } = opened;
    const count = async () => Number((await page.innerText("[role=status]")).split(" ")[0]);
    expect(await count()).toBe(320);
    await page.fill("input", "workload-000");
    expect(await count()).toBe(10);
    expect(await page.evaluate("document.activeElement.tagName")).toBe("INPUT");
    await page.fill("input", "");
    await page.selectOption("label:has-text('team') select", "team-7");
    const ofTeam = await count();
    expect(ofTeam).toBe(8);
    await page.selectOption("label:has-text('state') select", "differs");
    expect(await count()).toBeLessThan(ofTeam);
    await page.selectOption("label:has-text('state') select", "");
    await page.selectOption("label:has-text('label') select", "region=west");
    expect(await count()).toBeLessThanOrEqual(ofTeam);
  }, 60_000);

  test("shows text of others as text", async () => {
    const hostile = `</script><img src=x onerror=alert(1)><b>&lt;`;
    const fleet = largeFleet({ assignments: 4, environments: 1, clusterTypes: 4 });
    const [environment] = fleet.environments;
    if (environment === undefined) throw new Error("there is none");
    const given = {
      ...fleet,
      environments: [
        {
          ...environment,
          unread: [hostile],
          progress: { ...environment.progress, waitsFor: hostile, url: "javascript:alert(1)" },
          assignments: environment.assignments.map((each) => ({
            ...each,
            held: hostile,
            troubles: [hostile],
          })),
        },
      ],
    };
    const file = join(folder.path, "hostile.html");
    writeFileSync(file, reportHtml(given, { made, withValues: false, schedules: new Map() }));
    await using opened = await open(file);
    await opened.page.click(".cell");
    expect(await opened.page.innerText("dialog")).toContain(hostile);
    expect(await opened.page.locator("img, b").count()).toBe(0);
    expect(await opened.page.locator("a[href^=javascript]").count()).toBe(0);
    expect(opened.said).toEqual([]);
  });
});

test("the file of 20,000 assignments has less than 5 MB, and names no other host", () => {
  const html = reportHtml(largeFleet({ assignments: 20_000 }), {
    made,
    withValues: false,
    schedules: new Map(),
  });
  expect(html.length).toBeLessThan(5_000_000);
  expect(html.match(/(?:src|href)="/g)).toBeNull();
});
