/** `kalypso init` and `kalypso destroy` against the sandbox, with a person who answers and clicks. */
import { runAz } from "@kalypso-actions/azure-sandbox";
import { diagnosticsOf, hasErrors } from "@kalypso-actions/diagnostics";
import { openSnapshotReader } from "@kalypso-actions/git";
import { clickThrough } from "@kalypso-actions/github-sandbox";
import { azureCli, azureDrivers, type Person, setupOnGitHub, subscriptionOf } from "@kalypso-actions/setups";
import type { EmptyWorld } from "@kalypso-actions/tutorial-world";
import { parseArguments } from "../../packages/shell/cli/src/arguments.ts";
import { onlyProblems, type Tools } from "../../packages/shell/cli/src/command.ts";
import type { Platforms } from "../../packages/shell/cli/src/init/platforms.ts";
import { runCommand } from "../../packages/shell/cli/src/runs.ts";
import { printedLine } from "../../packages/shell/cli/src/text.ts";
import { UsageError } from "../../packages/shell/cli/src/usage-error.ts";
import type { CommandRun } from "./kalypso.ts";
import { toolsFor } from "./tools.ts";

/** What a person does besides typing the command. */
export interface Hands {
  /** A page is open: it says what to do, and the person does it. */
  click(what: string): void;
  /** What is printed before the command's result, such as the plan. */
  read?: Tools["dialogue"]["say"];
  /** @returns undefined if there is no terminal */
  answer?(question: string): string;
  /** What is under way. */
  watch?: Tools["progress"];
}

type AzStart = NonNullable<NonNullable<Parameters<typeof azureCli>[0]>["start"]>;

/** Where the sandbox's servers are. */
export interface Place {
  readonly url: string;
  readonly token: string;
  readonly az: AzStart;
}

function personWith({ click }: Hands): Person {
  return {
    signal: new AbortController().signal,
    async open(url, what) {
      click(what);
      await clickThrough(url);
    },
    waitFor: (isTrue) => isTrue(),
  };
}

/** GitHub and Azure as the command line connects to them, but with a shorter second and without a process per command of az. */
function platformsAt({ url, token, az: start }: Place, hands: Hands): Platforms {
  const server = { url, api: { apiUrl: `${url}/api/v3`, second: 1 } };
  const onGitHub = setupOnGitHub(token, server, personWith(hands));
  const az = azureCli({ env: {}, start });
  const clock = { now: () => 0, sleep: async () => {} };
  return {
    ...onGitHub,
    check: onGitHub.preflight,
    issuer: async () => "https://token.actions.githubusercontent.com",
    openReader: () => openSnapshotReader({ tokens: [{ origin: url, token }] }),
    drivers: { ...onGitHub.drivers, ...azureDrivers(az, { clock }) },
    subscription: () => subscriptionOf(az),
  };
}

const noReader = {
  read: () => Promise.reject(new Error("these commands read no control plane")),
  [Symbol.asyncDispose]: async () => {},
};

/**
 * Runs the code of the command line with its arguments.
 * @throws UsageError
 */
export async function kalypsoAt(place: Place, args: readonly string[], hands: Hands): Promise<CommandRun> {
  const request = parseArguments(args);
  if (request.kind !== "command") throw new Error(`${args.join(" ")} runs no command`);
  const dialogue = {
    ask: async (question: string) => hands.answer?.(question),
    say: hands.read ?? (async () => {}),
  };
  const before = process.env["GITHUB_SERVER_URL"];
  process.env["GITHUB_SERVER_URL"] = place.url;
  try {
    const more = { platforms: async () => platformsAt(place, hands), dialogue };
    const tools = toolsFor(noReader, hands.watch === undefined ? more : { ...more, progress: hands.watch });
    // As the command line does with what it cannot go on after.
    const result = await runCommand(request.line, tools).catch((error: unknown) => {
      if (error instanceof UsageError) throw error;
      return onlyProblems(diagnosticsOf(error));
    });
    const stdout = result
      .text(undefined)
      .map((line) => `${printedLine(line)}\n`)
      .join("");
    return { ...result, exitCode: hasErrors(result.diagnostics) ? 1 : (result.exitCode ?? 0), stdout };
  } finally {
    if (before === undefined) delete process.env["GITHUB_SERVER_URL"];
    else process.env["GITHUB_SERVER_URL"] = before;
  }
}

/** As `kalypsoAt`, in a world of this process. */
export async function kalypsoIn(
  { github, cloud, token }: EmptyWorld,
  args: readonly string[],
  hands: Hands,
): Promise<CommandRun> {
  const az: AzStart = (words, { input = "" }) => runAz(cloud, { args: words, cwd: "/", input });
  return kalypsoAt({ url: github.url, token, az }, args, hands);
}
