/** Runs a command and prints its result. */
import { setTimeout as delay } from "node:timers/promises";
import { annotateAll } from "@kalypso-actions/action-kit";
import { guardedReader, parseLocation } from "@kalypso-actions/control-plane";
import { diagnosticsOf, hasErrors } from "@kalypso-actions/diagnostics";
import { type HostToken, openSnapshotReader, readHistory, type SnapshotReader } from "@kalypso-actions/git";
import { hostsOfServer } from "@kalypso-actions/names";
import type { CommandLine } from "./arguments.ts";
import { type CommandResult, onlyProblems } from "./command.ts";
import {
  askOnTerminal,
  clearScreen,
  openProgress,
  printAside,
  printJson,
  printReport,
  printText,
} from "./print.ts";
import { runCommand } from "./runs.ts";
import { serverOf } from "./server.ts";
import { UsageError } from "./usage-error.ts";
import { watchedReader } from "./watched-reader.ts";

function tokens(): readonly HostToken[] {
  const token = process.env["KALYPSO_TOKEN"] ?? process.env["GITHUB_TOKEN"];
  if (!token) return [];
  return [{ origin: new URL(serverOf(process.env)).origin, token }];
}

/** What the person named is read in any case; what files name, unless it is on this machine. */
function readerFor({ values }: CommandLine, reader: SnapshotReader): SnapshotReader {
  const named = ["control-plane", "gitops"].flatMap((name) => {
    const location = parseLocation(values.get(name) ?? ".");
    return "repo" in location ? [location.repo] : [];
  });
  return guardedReader(reader, {
    hosts: [{ kind: "any", allowsHttp: true }, ...hostsOfServer(serverOf(process.env))],
    owners: ["*"],
    allowsLocal: values.has("allow-local"),
    trusted: named,
  });
}

async function resultOf(line: CommandLine): Promise<CommandResult> {
  const progress = openProgress();
  try {
    await using reader = openSnapshotReader({ tokens: tokens() });
    const dialogue = { ask: askOnTerminal, say: printAside };
    return await runCommand(line, {
      reader: readerFor(line, watchedReader(reader, progress)),
      progress,
      dialogue,
      // Loaded here, because only two commands make something.
      platforms: async () => {
        const { connect } = await import("./init/connect.ts");
        return connect(dialogue);
      },
      observe: async (request) => {
        const { observe } = await import("./doctor/observe.ts");
        return observe(request);
      },
      fleet: async (health) => {
        const { fleetSources } = await import("./fleet/sources.ts");
        return fleetSources(health, tokens()[0]?.token ?? "", process.env);
      },
      history: (request) => readHistory(request, { tokens: tokens() }),
    });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return onlyProblems(diagnosticsOf(error));
  } finally {
    progress.end();
  }
}

async function print(format: string | undefined, { diagnostics, text, data }: CommandResult): Promise<void> {
  if (format === "json") return printJson({ diagnostics, result: data });
  if (format === "github") annotateAll(diagnostics);
  else await printReport(diagnostics);
  await printText(text);
}

/** @returns the exit code for a failure: 1 would mean differences where it was asked for them */
function failureOf({ values }: CommandLine): number {
  return values.has("exit-code") ? 2 : 1;
}

/** Milliseconds between two readings of what is watched. */
const watchInterval = 15_000;

/** Prints again and again, until a signal ends the process. */
async function watch(line: CommandLine): Promise<never> {
  for (;;) {
    const result = await resultOf(line);
    await clearScreen();
    await print(line.values.get("format"), result);
    await delay(watchInterval);
  }
}

/**
 * @returns the exit code
 * @throws UsageError
 */
export async function answer(line: CommandLine): Promise<number> {
  if (line.values.has("watch")) return watch(line);
  const result = await resultOf(line);
  await print(line.values.get("format"), result);
  return hasErrors(result.diagnostics) ? failureOf(line) : (result.exitCode ?? 0);
}
