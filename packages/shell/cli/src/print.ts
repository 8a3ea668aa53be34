import { createInterface } from "node:readline/promises";
import { styleText } from "node:util";
import { type Diagnostic, visible, visibleJson } from "@kalypso-actions/diagnostics";
import type { HelpOptions } from "./help.ts";
import { type Clock, type Progress, StatusLine, silent } from "./progress.ts";
import { reportLines } from "./report.ts";
import { type Terminal, terminalOf } from "./terminal.ts";
import { type Line, printedLine, type Style, type Text } from "./text.ts";

function isClosedPipe(error: Error): boolean {
  return "code" in error && error.code === "EPIPE";
}

/** Without a listener, an output that is closed, as by `| head`, would end the process with a stack trace. */
export function surviveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error) => {
      if (!isClosedPipe(error)) process.exitCode = 1;
    });
}

/**
 * Resolves once the whole text has left the process: a pipe accepts only as much at a time as its reader takes. A
 * reader that closes the pipe, as `| head` does, wants no more.
 */
function print(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (text === "") return Promise.resolve();
  return new Promise((resolve, reject) => {
    stream.write(`${text}\n`, (error) => (error && !isClosedPipe(error) ? reject(error) : resolve()));
  });
}

function paint(style: Style, text: string): string {
  return styleText(style, text, { validateStream: false });
}

function terminal(stream: NodeJS.WriteStream): Terminal {
  return terminalOf(stream, process.env);
}

function printLines(stream: NodeJS.WriteStream, lines: readonly Line[]): Promise<void> {
  const painter = terminal(stream).hasColours ? paint : undefined;
  return print(stream, lines.map((line) => printedLine(line, painter)).join("\n"));
}

export function printJson(data: unknown): Promise<void> {
  return print(process.stdout, visibleJson(JSON.stringify(data, null, 2)));
}

/** Problems, on standard error. */
export function printReport(diagnostics: readonly Diagnostic[]): Promise<void> {
  return printLines(process.stderr, reportLines(diagnostics));
}

export function printText(text: Text): Promise<void> {
  return printLines(process.stdout, text(terminal(process.stdout).columns));
}

/** Elsewhere than on a terminal, what was printed stays. */
export async function clearScreen(): Promise<void> {
  if (terminal(process.stdout).columns !== undefined) process.stdout.write("\u001b[2J\u001b[H");
}

/** What is said besides the result, and before it, on standard error. */
export function printAside(lines: readonly Line[]): Promise<void> {
  return printLines(process.stderr, lines);
}

/** @returns undefined if nobody can answer: standard input is no terminal */
export async function askOnTerminal(question: string): Promise<string | undefined> {
  if (process.stdin.isTTY !== true) return undefined;
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<string>((resolve) => asked.once("close", () => resolve("")));
  try {
    return await Promise.race([asked.question(visible(question)), ended]);
  } finally {
    asked.close();
  }
}

/** The columns of help that is not on a terminal. */
const helpColumns = 100;

export function printHelp(help: (options: HelpOptions) => string): Promise<void> {
  const { hasColours, columns = helpColumns } = terminal(process.stdout);
  const title = hasColours ? (text: string) => paint("bold", text) : undefined;
  return print(process.stdout, help({ columns, title }));
}

export function printVersion(version: string): Promise<void> {
  return print(process.stdout, version);
}

/** @param command whose help to try */
export function printMisuse(problems: readonly string[], command: string | undefined): Promise<void> {
  const lines = problems.map((problem): Line => [{ text: "kalypso:", style: "red" }, ` ${problem}`]);
  const help = command === undefined ? "kalypso --help" : `kalypso ${command} --help`;
  return printLines(process.stderr, [...lines, `Try: ${help}`]);
}

export function printFailure(error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  return print(process.stderr, `kalypso: the output could not be written: ${visible(message)}`);
}

const clock: Clock = {
  now: () => performance.now(),
  every: (milliseconds, action) => {
    const timer = setInterval(action, milliseconds).unref();
    return () => clearInterval(timer);
  },
};

/** Progress on standard error; none unless that is a terminal. */
export function openProgress(): Progress & { end(): void } {
  const { canRewrite, columns } = terminal(process.stderr);
  if (!canRewrite || columns === undefined) return { ...silent, end: () => {} };
  return new StatusLine({ columns, clock, write: (text) => process.stderr.write(text) });
}
