/** The platform engineer of the demo, who makes the platform and removes it. */
import type { EmptyWorld } from "@kalypso-actions/tutorial-world";
import { printedLine } from "../../packages/shell/cli/src/text.ts";
import { type Hands, kalypsoIn } from "../../test/support/setup-commands.ts";
import type { Narrator } from "./narrator.ts";

const prefix = "kalypso";
const whose = ["-o", "contoso", "-p", prefix];
const init = ["init", ...whose, "-l", "westus2", "--visibility", "public"];

/** The titles of a plan, and how many things each has: `Repositories: 6`. */
function outline(lines: readonly string[]): string {
  const counts = new Map<string, number>();
  let title = "";
  for (const line of lines) {
    if (/^\S/.test(line)) title = line;
    else if (/^ {2}[+=-] /.test(line)) counts.set(title, (counts.get(title) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${name}: ${count}`).join(", ");
}

export class Operator {
  readonly #world: EmptyWorld;
  readonly #narrator: Narrator;

  constructor(world: EmptyWorld, narrator: Narrator) {
    this.#world = world;
    this.#narrator = narrator;
  }

  /** @throws Error if it went wrong */
  async init(): Promise<void> {
    await this.#kalypso(init, "y");
  }

  /** @throws Error if anything was to be made, or differs from what init has made */
  async initAgain(): Promise<void> {
    const text = await this.#kalypso(init, "n");
    if (!text.endsWith("Everything is there.") || text.includes("differs:"))
      throw new Error(`kalypso init finds something to do:\n${text}`);
  }

  /** @throws Error if anything is left */
  async destroy(): Promise<void> {
    await this.#kalypso(["destroy", ...whose], prefix);
    const { github, cloud } = this.#world;
    const { applications, roles, assignments, groups, clusters } = cloud;
    const azure = [applications, roles, assignments, groups, clusters].reduce(
      (sum, { size }) => sum + size,
      0,
    );
    const left = {
      repositories: github.repositories().length,
      Apps: github.apps.size,
      "things on Azure": azure,
    };
    this.#narrator.say(
      `Left: ${Object.entries(left)
        .map(([what, count]) => `${count} ${what}`)
        .join(", ")}.`,
    );
    if (Object.values(left).some((count) => count > 0)) throw new Error("kalypso destroy has left something");
  }

  async #kalypso(args: readonly string[], answer: string): Promise<string> {
    const narrator = this.#narrator;
    narrator.act(`kalypso ${args.join(" ")}`);
    const hands: Hands = {
      read: async (lines) => narrator.quote([outline(lines.map((line) => printedLine(line)))]),
      answer: (question) => {
        narrator.act(`${question}${answer}`);
        return answer;
      },
      click: (what) => narrator.act(`in the browser, by the demo in a person's place: ${what}`),
      watch: { doing: (what) => narrator.working(what) },
    };
    const { exitCode, stdout, diagnostics } = await kalypsoIn(this.#world, args, hands);
    narrator.quote(diagnostics.map(({ severity, message }) => `${severity}: ${message}`));
    const text = stdout.trimEnd();
    const isPlan = /^[+=] /m.test(text.replaceAll(/^ {2}/gm, ""));
    narrator.quote(isPlan ? [outline(text.split("\n")), text.split("\n").at(-1) ?? ""] : text.split("\n"));
    if (exitCode !== 0)
      throw new Error(`kalypso ${args[0]}: ${diagnostics.map(({ message }) => message).join("; ")}`);
    return text;
  }
}
