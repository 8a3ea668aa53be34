import type { Deadlines } from "@kalypso-actions/deadlines";

/** A token and the one server it is for. */
export interface HostToken {
  /** For example `https://github.com`: only scheme, host and port. */
  readonly origin: string;
  readonly token: string;
}

/** These variables would make git use another repository. */
const repositoryVariables =
  /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX|CEILING_DIRECTORIES|SHALLOW_FILE)$/;

type Setting = readonly [key: string, value: string];

function tokenSettings({ origin, token }: HostToken): readonly Setting[] {
  const credentials = Buffer.from(`x-access-token:${token}`).toString("base64");
  const key = `http.${origin}/.extraheader`;
  // The empty value comes first, because git would otherwise also send a header that a checkout step left in the
  // configuration.
  return [
    [key, ""],
    [key, `AUTHORIZATION: basic ${credentials}`],
    [`http.${origin}/.followRedirects`, "false"],
  ];
}

/** Ends a transfer over HTTP that stands still. */
export function silenceSettings({ gitSilence }: Deadlines): readonly Setting[] {
  return [
    ["http.lowSpeedLimit", "1"],
    ["http.lowSpeedTime", String(Math.ceil(gitSilence / 1_000))],
  ];
}

/** Never asks, and ends a connection that stands still. */
const ssh = "ssh -oBatchMode=yes -oConnectTimeout=30 -oServerAliveInterval=15 -oServerAliveCountMax=4";

/**
 * The environment for git processes: settings and tokens travel as configuration in variables, where neither a
 * process list nor a URL shows them, and each token goes only to its own server.
 */
export function gitEnvironment(
  base: Readonly<Record<string, string | undefined>>,
  tokens: readonly HostToken[],
  settings: readonly Setting[] = [],
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(base)) {
    if (value !== undefined && !repositoryVariables.test(name)) environment[name] = value;
  }
  let count = Number(environment["GIT_CONFIG_COUNT"] ?? 0) || 0;
  // Following a redirect would send the token, and anything the user's configuration adds, to another server.
  const common: Setting = ["http.followRedirects", "false"];
  for (const [key, value] of [common, ...settings, ...tokens.flatMap(tokenSettings)]) {
    environment[`GIT_CONFIG_KEY_${count}`] = key;
    environment[`GIT_CONFIG_VALUE_${count}`] = value;
    count++;
  }
  return {
    ...environment,
    GIT_CONFIG_COUNT: String(count),
    GIT_TERMINAL_PROMPT: "0",
    GIT_ALLOW_PROTOCOL: "https:http:ssh:git:file",
    GIT_SSH_COMMAND: environment["GIT_SSH_COMMAND"] ?? ssh,
    // We parse git's messages to distinguish problems.
    LC_ALL: "C",
    LANGUAGE: "C",
  };
}
