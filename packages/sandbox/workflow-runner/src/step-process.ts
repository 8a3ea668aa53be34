/** A step's process, stopped as on GitHub when the job is cancelled. */
import { spawn } from "node:child_process";
import type { Cancellation } from "./cancellation.ts";

interface StepProcess {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly onOutput: (chunk: string) => void;
  readonly cancellation: Cancellation;
}

/** GitHub's delays from the interrupt to the kill, in milliseconds. */
const interruptWait = 7_500;
const terminateWait = 2_500;

/** @returns the exit code; not 0 for a process that was stopped */
export async function runStepProcess(step: StepProcess): Promise<number> {
  const { command, args, cwd, env, onOutput, cancellation } = step;
  // In its own process group, so that a shell's children are stopped with it.
  const child = spawn(command, [...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const end = (name: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // It has already exited.
    }
  };
  const timers: NodeJS.Timeout[] = [];
  const stop = () => {
    end("SIGINT");
    timers.push(setTimeout(() => end("SIGTERM"), interruptWait));
    timers.push(setTimeout(() => end("SIGKILL"), interruptWait + terminateWait));
  };
  const { asked, forced } = cancellation;
  const kill = () => end("SIGKILL");
  if (asked.aborted) stop();
  if (forced.aborted) kill();
  asked.addEventListener("abort", stop, { once: true });
  forced.addEventListener("abort", kill, { once: true });
  child.stdout.setEncoding("utf8").on("data", onOutput);
  child.stderr.setEncoding("utf8").on("data", onOutput);
  try {
    return await new Promise<number>((resolve, reject) =>
      child.on("error", reject).on("close", (code) => resolve(code ?? 1)),
    );
  } finally {
    asked.removeEventListener("abort", stop);
    forced.removeEventListener("abort", kill);
    for (const timer of timers) clearTimeout(timer);
  }
}
