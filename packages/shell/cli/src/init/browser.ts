/** The person in front of the terminal, who clicks. */
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Person } from "@kalypso-actions/setups";
import type { Dialogue } from "./platforms.ts";

const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

/** Nobody has to have a browser here: the address is printed, too. */
function openBrowser(url: string): void {
  const [program, ...args] = openers[process.platform] ?? ["xdg-open"];
  const child = spawn(program, [...args, url], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}

/** Longer than anybody reads a page, and shorter than GitHub keeps a code. */
const patience = 30 * 60 * 1_000;
const pause = 3_000;

export function personAt(dialogue: Dialogue): Person {
  return {
    // From the first click on.
    signal: AbortSignal.timeout(patience),
    async open(url, what) {
      await dialogue.say([`${what}: ${url}`]);
      openBrowser(url);
    },
    async waitFor(isTrue) {
      const end = Date.now() + patience;
      while (Date.now() < end) {
        if (await isTrue()) return true;
        await sleep(pause);
      }
      return false;
    },
  };
}
