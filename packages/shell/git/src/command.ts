import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { openEnd, type RunTime, TimedOut, within } from "@kalypso-actions/deadlines";
import { DiagnosticError, present } from "@kalypso-actions/diagnostics";

export interface GitResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

interface GitOptions {
  readonly cwd?: string;
  readonly env: Record<string, string>;
  readonly input?: string;
  readonly time?: RunTime;
  /** Where git reads or writes, for messages. */
  readonly where?: string;
  /** The most bytes to take from git. */
  readonly maxOutput?: number;
}

/** Git said more than is taken from it. */
export class TooMuchOutput extends Error {
  override readonly name = "TooMuchOutput";
}

/** On Windows, no signal reaches a process that git has started. */
const hasGroups = process.platform !== "win32";

const running = new Set<ChildProcess>();

/** Kills a command with the helpers that it has started, which would go on: `git-remote-https`, `ssh`. */
function killTree(child: ChildProcess): void {
  try {
    if (hasGroups && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    else child.kill("SIGKILL");
  } catch {
    // It has ended.
  }
}

function killAll(): void {
  for (const child of running) killTree(child);
}

/** In a group of its own, a command does not get what ends this process: a person's Ctrl-C, a runner's SIGTERM. */
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

/**
 * Git reads what a server lists into memory, however much that is. Only a shell can limit it; what cannot be limited
 * runs without. The limit is of `-d`, the heap, because git maps whole packs.
 */
const limited = 'ulimit -d "$1" 2>/dev/null; shift; exec git "$@"';

/** What a shell answers that does not find a command. */
const missing = 127;

function start(
  args: readonly string[],
  { cwd, env, time = openEnd }: GitOptions,
): ChildProcessWithoutNullStreams {
  const options = { env, detached: hasGroups, windowsHide: true, ...present({ cwd }) };
  if (!hasGroups) return spawn("git", [...args], options);
  const kibibytes = Math.floor(time.deadlines.gitMemory / 1024);
  return spawn("/bin/sh", ["-c", limited, "sh", String(kibibytes), ...args], options);
}

/** Bytes. A server's messages are part of what git says, and may have no end; why git ended comes last. */
const mostSaid = 256 * 1024;

/** The last bytes of what was pushed. */
class Tail {
  readonly #most: number;
  #last: Buffer = Buffer.alloc(0);

  constructor(most: number) {
    this.#most = most;
  }

  push(data: Buffer): void {
    this.#last = Buffer.concat([this.#last, data]).subarray(-this.#most);
  }

  get text(): string {
    return this.#last.toString("utf8");
  }
}

async function collect(
  args: readonly string[],
  options: GitOptions,
  signal: AbortSignal,
): Promise<GitResult> {
  const { input = "", maxOutput = Number.POSITIVE_INFINITY } = options;
  const child = start(args, options);
  const forget = remember(child);
  signal.addEventListener("abort", () => killTree(child), { once: true });
  const stdout: Buffer[] = [];
  const stderr = new Tail(mostSaid);
  let size = 0;
  child.stdout.on("data", (data: Buffer) => {
    size += data.length;
    if (size <= maxOutput) stdout.push(data);
    else killTree(child);
  });
  child.stderr.on("data", (data: Buffer) => stderr.push(data));
  // A command that ends early closes its input.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.on("error", reject).on("close", (code) => resolve(code ?? -1));
  try {
    const exitCode = await promise;
    if (size > maxOutput) throw new TooMuchOutput();
    if (hasGroups && exitCode === missing) throw new Error("the shell found no git");
    return { exitCode, stdout: Buffer.concat(stdout), stderr: stderr.text };
  } finally {
    forget();
  }
}

function timedOut(command: string, time: string, where: string | undefined): DiagnosticError {
  const proxy = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"].find((name) => process.env[name]);
  const behind =
    proxy === undefined ? "" : ` The variable \`${proxy}\` names a proxy, which may be what does not answer.`;
  return new DiagnosticError({
    severity: "error",
    code: "git-timed-out",
    message: `\`git ${command}\`${where === undefined ? "" : ` of ${where}`} did not end within ${time}, and was ended`,
    hint: `Check that the server can be reached from here and answers, then run again.${behind}`,
  });
}

/**
 * Runs git without a shell and without echoing anything.
 * @throws DiagnosticError git-missing, git-timed-out; TooMuchOutput
 */
export async function runGit(args: readonly string[], options: GitOptions): Promise<GitResult> {
  const { time = openEnd, where } = options;
  try {
    return await within(time.deadlines.git, time.signal, (signal) => collect(args, options, signal));
  } catch (cause) {
    const command = args.find((word) => /^[a-z-]+$/.test(word) && !word.startsWith("-")) ?? "";
    if (cause instanceof TimedOut) throw timedOut(command, cause.time, where);
    if (time.signal.aborted || cause instanceof TooMuchOutput) throw cause;
    const diagnostic = {
      severity: "error",
      code: "git-missing",
      message: "the git command could not be run; expected git 2.29 or later on the PATH",
      hint: "Install git.",
    } as const;
    throw new DiagnosticError(diagnostic, { cause });
  }
}
