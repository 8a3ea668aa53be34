/** Runs a program with all that it starts, and ends all of it. */
import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { present } from "@kalypso-actions/diagnostics";

export interface Ended {
  /** Null after a signal. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the program reads from its standard input. */
  readonly input?: string | undefined;
  readonly cwd?: string | undefined;
  readonly signal: AbortSignal;
  /** Bytes of output after which it is ended. */
  readonly maxOutput: number;
}

const running = new Set<ChildProcess>();

/** `az` is a script that starts an interpreter, which would go on. Windows has no groups of processes. */
function killTree(child: ChildProcess): void {
  try {
    if (process.platform !== "win32" && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    else child.kill("SIGKILL");
  } catch {
    // It has ended.
  }
}

function killAll(): void {
  for (const child of running) killTree(child);
}

/** In a group of its own, the program does not get what ends this process: a person's Ctrl-C, for one. */
function endWith(signal: NodeJS.Signals): void {
  killAll();
  // Somebody else who listens decides what else ends.
  if (process.listenerCount(signal) > 1) return;
  process.off(signal, endWith);
  process.kill(process.pid, signal);
}

const ends = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function remember(child: ChildProcess): () => void {
  if (running.size === 0) {
    for (const signal of ends) process.prependListener(signal, endWith);
    process.on("exit", killAll);
  }
  running.add(child);
  return () => {
    running.delete(child);
    if (running.size > 0) return;
    for (const signal of ends) process.off(signal, endWith);
    process.off("exit", killAll);
  };
}

function collected(stream: Readable, most: number, tooMuch: () => void): () => string {
  const parts: Buffer[] = [];
  let size = 0;
  stream.on("data", (data: Buffer) => {
    size += data.length;
    if (size <= most) parts.push(data);
    else tooMuch();
  });
  return () => Buffer.concat(parts).toString("utf8");
}

/**
 * Runs a program without a shell.
 * @throws Error if it cannot be started
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { env, input = "", cwd, signal, maxOutput }: ProgramOptions,
): Promise<Ended> {
  const detached = process.platform !== "win32";
  const child = spawn(program, [...args], { env, detached, windowsHide: true, ...present({ cwd }) });
  const forget = remember(child);
  const kill = () => killTree(child);
  signal.addEventListener("abort", kill, { once: true });
  const stdout = collected(child.stdout, maxOutput, kill);
  const stderr = collected(child.stderr, maxOutput, kill);
  // A program that ends early closes its input.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.on("error", reject).on("close", resolve);
  try {
    const exitCode = await promise;
    return { exitCode, stdout: stdout(), stderr: stderr() };
  } finally {
    signal.removeEventListener("abort", kill);
    forget();
  }
}
