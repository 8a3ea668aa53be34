/** Stand-ins for actions that need more than this machine offers. */
import type { GitHubServer, Permissions } from "@kalypso-actions/github-sandbox";
import type { RunState } from "../run.ts";

/** Shared by all jobs of a world. */
export interface Services {
  readonly github: GitHubServer;
  /** The folder that stores artifacts. */
  readonly storage: string;
  /** Digests of pushed images, by name and tag. */
  readonly images: Map<string, string>;
  /** Azure's address, and the certificate of its authority. */
  readonly azure?: { readonly url: string; readonly certificate: string } | undefined;
}

export interface StandInContext {
  /** The workflow's inputs, and the defaults of the others. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly services: Services;
  readonly run: RunState;
  /** The job's own token and its permissions. */
  readonly token: string;
  readonly permissions: Permissions;
  readonly workspace: string;
  /** The job's temporary folder, removed when it ends. */
  readonly temp: string;
  /** The environment of the step's processes. */
  readonly env: Readonly<Record<string, string>>;
  /** State that stand-ins of a job share. */
  readonly logins: Map<string, string>;
  readonly log: (line: string) => void;
  readonly mask: (text: string) => void;
  readonly addPath: (folder: string) => void;
}

interface StandInResult {
  readonly outputs?: Readonly<Record<string, string>>;
  /** Runs when the job ends, in reverse order. */
  readonly post?: () => Promise<void>;
}

export interface StandIn {
  /** `owner/name`. */
  readonly action: string;
  /** The supported releases: commits by tag. */
  readonly releases: Readonly<Record<string, string>>;
  /** What it does instead, for the list in the sandbox's README. */
  readonly summary: string;
  /** The supported inputs with their defaults; undefined for none. The action's other inputs are refused. */
  readonly inputs: Readonly<Record<string, string | undefined>>;
  /** @throws Error with the message for the log */
  readonly run: (context: StandInContext) => Promise<StandInResult>;
}

/**
 * A boolean input.
 * @throws Error with the message of @actions/core
 */
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

/** Values separated by newlines or commas. */
export function listInput(inputs: StandInContext["inputs"], name: string): readonly string[] {
  return split(inputs[name] ?? "", /[\n,]/);
}
