/** A real browser, where one is installed: Debian's package `chromium`, or Google Chrome. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Undefined if there is none; tests that need it are then skipped. */
export const chromiumPath: string | undefined = places.find((path) => existsSync(path));

export function openChromium(path: string): Promise<Browser> {
  // In a container, there is no second sandbox to be made.
  return chromium.launch({ executablePath: path, args: ["--no-sandbox"] });
}
