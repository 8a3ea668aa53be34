import { present } from "@kalypso-actions/diagnostics";
import { runGit } from "./command.ts";
import { publicAddress } from "./problems.ts";

interface FailedCommand {
  readonly args: readonly string[];
  readonly env: Record<string, string>;
  readonly cwd?: string;
}

/** What is asked for below a repository's address. */
const requests = /\/(?:info\/refs|git-(?:upload|receive)-pack)(?:\?.*)?$/;

/**
 * Where a server wanted git to go. git does not say so itself: it is asked again, changing nothing, with its trace of
 * what the server answers.
 * @returns undefined where the answer names no address
 */
export async function redirectTarget({ args, env, cwd }: FailedCommand): Promise<string | undefined> {
  const [command = "", ...rest] = args;
  const harmless = command === "push" ? [command, "--dry-run", ...rest] : args;
  const traced = { ...env, GIT_TRACE_CURL: "1", GIT_TRACE_CURL_NO_DATA: "1" };
  const { stderr } = await runGit(harmless, present({ env: traced, cwd }));
  const location = /<= Recv header: location: *(\S+)/i.exec(stderr)?.[1];
  return location === undefined ? undefined : publicAddress(location).replace(requests, "");
}
