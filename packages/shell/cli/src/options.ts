import { parseArgs } from "node:util";
import { nearestName } from "@kalypso-actions/diagnostics";
import { parseShard, type Shard } from "@kalypso-actions/manifests";
import { dnsLabel } from "@kalypso-actions/names";
import { parseJobs } from "@kalypso-actions/rendering";

const formats = ["text", "json", "github"] as const;
export type Format = (typeof formats)[number];

/** All command line options; each command uses what it needs. */
export interface Options {
  readonly command: string;
  readonly operands: readonly string[];
  readonly controlPlane: string;
  readonly environment: string | undefined;
  readonly out: string | undefined;
  readonly gitops: string | undefined;
  readonly key: string | undefined;
  readonly shard: Shard | undefined;
  readonly jobs: number | undefined;
  readonly format: Format;
}

/** Wrong usage, exit code 2. */
export class UsageError extends Error {}

export const usage = `kalypso: workload management for fleets of Kubernetes clusters, from Git to Git

  kalypso schedule  --environment <name> [--out <file>]          what runs where; the Schedule as JSON
  kalypso render    --environment <name> --out <folder>          the manifests of an environment
                    [--shard <index>/<count>] [--jobs <n>]       on that many threads; default: one per core
  kalypso validate  [--environment <name>]                       every environment that main lists, or one
  kalypso explain   --environment <name> <deployment target>     why a target is on a cluster type or not,
                    [<cluster type>] [--key <KEY>]               and where each configuration value comes from
  kalypso diff      --environment <name> [--gitops <where>]      what a render would change on the GitOps branch

  --control-plane <where>   a folder (default: .) or a git URL with #branch: either an environment's branch,
                            or main, whose .environments/ lists the branches
  --gitops <where>          likewise; default: the environment's GitOpsRepo
  --format text|json|github

  For private repositories on GITHUB_SERVER_URL (default https://github.com), set a token in KALYPSO_TOKEN or
  GITHUB_TOKEN. Repositories are read with git and your git configuration.

  Exit codes: 0 success, 1 errors found, 2 wrong usage.
`;

const specification = {
  "control-plane": { type: "string", default: "." },
  environment: { type: "string" },
  out: { type: "string" },
  gitops: { type: "string" },
  key: { type: "string" },
  shard: { type: "string" },
  jobs: { type: "string" },
  format: { type: "string", default: "text" },
  help: { type: "boolean", default: false },
} as const;

function parseTokens(args: readonly string[]) {
  for (const arg of args) {
    const name = /^--([^=]+)/.exec(arg)?.[1];
    if (name === undefined || Object.hasOwn(specification, name)) continue;
    const nearest = nearestName(name, Object.keys(specification));
    throw new UsageError(
      `unknown option --${name}${nearest === undefined ? "" : `; did you mean --${nearest}?`}`,
    );
  }
  try {
    return parseArgs({ args: [...args], options: specification, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function formatOf(text: string): Format {
  const format = formats.find((known) => known === text);
  if (format === undefined) throw new UsageError(`--format is ${text}; expected ${formats.join(", ")}`);
  return format;
}

function shardOf(text: string | undefined): Shard | undefined {
  if (text === undefined) return undefined;
  const shard = parseShard(text);
  if (shard === undefined) throw new UsageError(`--shard is ${text}; expected <index>/<count>, such as 3/8`);
  return shard;
}

function jobsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const jobs = parseJobs(text);
  if (jobs === undefined) throw new UsageError(`--jobs is ${text}; expected a number from 1 to 64`);
  return jobs;
}

/**
 * @returns undefined if help is requested
 * @throws UsageError
 */
export function parseOptions(args: readonly string[]): Options | undefined {
  const { values, positionals } = parseTokens(args);
  const [command, ...operands] = positionals;
  if (values.help || command === "help" || args.length === 0) return undefined;
  if (command === undefined) throw new UsageError("no command given");
  if (values.environment !== undefined && !dnsLabel.test(values.environment)) {
    throw new UsageError(`--environment is ${values.environment}; expected lowercase letters, digits and -`);
  }
  return {
    command,
    operands,
    controlPlane: values["control-plane"],
    environment: values.environment,
    out: values.out,
    gitops: values.gitops,
    key: values.key,
    shard: shardOf(values.shard),
    jobs: jobsOf(values.jobs),
    format: formatOf(values.format),
  };
}

/** @throws UsageError naming the missing option */
export function required<T>(value: T | undefined, option: string): T {
  if (value === undefined) throw new UsageError(`${option} is missing`);
  return value;
}
