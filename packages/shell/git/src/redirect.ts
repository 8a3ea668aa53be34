import type { RunTime } from "@kalypso-actions/deadlines";
import { present } from "@kalypso-actions/diagnostics";
import { runGit } from "./command.ts";
import { publicAddress } from "./problems.ts";

interface FailedCommand {
  readonly args: readonly string[];
  readonly env: Record<string, string>;
  readonly input?: string | undefined;
  readonly time?: RunTime;
}

/** The path requested below a repository's URL. */
const requests = /\/(?:info\/refs|git-(?:upload|receive)-pack)(?:\?.*)?$/;

/**
 * The target of a redirect. Git does not report it, so the unchanged command runs again with a trace of the server's
 * answers.
 * @returns undefined if the answer names no URL
 */
export async function redirectTarget({ args, env, input, time }: FailedCommand): Promise<string | undefined> {
  const [command = "", ...rest] = args;
  const harmless = command === "push" ? [command, "--dry-run", ...rest] : args;
  const traced = { ...env, GIT_TRACE_CURL: "1", GIT_TRACE_CURL_NO_DATA: "1" };
  const { stderr } = await runGit(harmless, present({ env: traced, input, time }));
  const location = /<= Recv header: location: *(\S+)/i.exec(stderr)?.[1];
  return location === undefined ? undefined : publicAddress(location).replace(requests, "");
}
