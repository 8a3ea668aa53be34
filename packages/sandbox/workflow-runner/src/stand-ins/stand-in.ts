/** Stand-ins for actions that need more than this machine has. */
import type { GitHubServer, Permissions } from "@kalypso-actions/github-sandbox";
import type { RunState } from "../run.ts";

/** What all jobs of a world share. */
export interface Services {
  readonly github: GitHubServer;
  /** Where artifacts are kept. */
  readonly storage: string;
  /** Images that were pushed, by name and tag: their digests. */
  readonly images: Map<string, string>;
  /** Where Azure is, and the authority that vouches for it. */
  readonly azure?: { readonly url: string; readonly certificate: string } | undefined;
}

export interface StandInContext {
  /** Those that the workflow gives, and the defaults. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly services: Services;
  readonly run: RunState;
  /** The job's own token, and what it may do. */
  readonly token: string;
  readonly permissions: Permissions;
  readonly workspace: string;
  /** Of the job: gone when it ends. */
  readonly temp: string;
  /** What the step's processes have. */
  readonly env: Readonly<Record<string, string>>;
  /** What stand-ins of a job leave for each other. */
  readonly logins: Map<string, string>;
  readonly log: (line: string) => void;
  readonly mask: (text: string) => void;
  readonly addPath: (folder: string) => void;
}

interface StandInResult {
  readonly outputs?: Readonly<Record<string, string>>;
  /** Done when the job ends, in the opposite order. */
  readonly post?: () => Promise<void>;
}

export interface StandIn {
  /** `owner/name`. */
  readonly action: string;
  /** The releases that it stands for: commits by tag. */
  readonly releases: Readonly<Record<string, string>>;
  /** What is done instead, for the list in the sandbox's README. */
  readonly summary: string;
  /** Inputs that it knows, and their defaults; undefined where one has none. Others of the action are refused. */
  readonly inputs: Readonly<Record<string, string | undefined>>;
  /** @throws Error in the words of the log */
  readonly run: (context: StandInContext) => Promise<StandInResult>;
}

/** An input as a flag. @throws Error as @actions/core words it */
export function flagInput(inputs: StandInContext["inputs"], name: string): boolean {
  const value = inputs[name] ?? "";
  if (["true", "True", "TRUE"].includes(value)) return true;
  if (["false", "False", "FALSE", ""].includes(value)) return false;
  throw new Error(`Input does not meet YAML 1.2 "Core Schema" specification: ${name}`);
}

function split(text: string, separator: RegExp): readonly string[] {
  return text
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

export function linesInput(inputs: StandInContext["inputs"], name: string): readonly string[] {
  return split(inputs[name] ?? "", /\n/);
}

/** Lines, or what stands between commas. */
export function listInput(inputs: StandInContext["inputs"], name: string): readonly string[] {
  return split(inputs[name] ?? "", /[\n,]/);
}
