/** The pull request that the run is for, from the runner's files. */
import { readFile } from "node:fs/promises";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import { gitHubCommit, parseRepositoryName, type RepositoryName } from "@kalypso-actions/names";

export interface PullRequestEvent {
  /** Where the pull request is. */
  readonly repository: RepositoryName;
  readonly number: number;
  /** The branch that it goes to. */
  readonly branch: string;
  /** The commit with the pull request merged, which GitHub makes. */
  readonly merged: string;
  readonly labels: readonly string[];
  /** The label that this event adds; undefined for any other event. */
  readonly added: string | undefined;
}

function unsupported(message: string, hint: string): DiagnosticError {
  return new DiagnosticError({ severity: "error", code: "event-unsupported", message, hint });
}

type Json = Readonly<Record<string, unknown>>;

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Json)[name]
    : undefined;
}

function names(labels: unknown): readonly string[] {
  if (!Array.isArray(labels)) return [];
  return labels.map((label) => member(label, "name")).filter((name) => typeof name === "string");
}

async function readPayload(file: string | undefined): Promise<unknown> {
  if (file === undefined) return undefined;
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return undefined;
  }
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the event.
 * @throws DiagnosticError event-unsupported for anything but `pull_request`
 */
export async function readEvent(env: Variables = process.env): Promise<PullRequestEvent> {
  const { GITHUB_EVENT_NAME: event = "", GITHUB_SHA: merged = "" } = env;
  if (event === "pull_request_target")
    throw unsupported(
      "preview does not run on pull_request_target: it would render a stranger's text with this repository's secrets",
      "Use `on: pull_request`. For pull requests from forks, the preview is in the run's summary.",
    );
  const payload = await readPayload(env["GITHUB_EVENT_PATH"]);
  const pull = member(payload, "pull_request");
  const repository = parseRepositoryName(env["GITHUB_REPOSITORY"] ?? "");
  const number = member(pull, "number");
  const branch = member(member(pull, "base"), "ref");
  if (
    event !== "pull_request" ||
    repository === undefined ||
    typeof number !== "number" ||
    typeof branch !== "string" ||
    !gitHubCommit.test(merged)
  )
    throw unsupported(
      `preview runs on pull_request; this run is for ${event === "" ? "no event" : event}`,
      "Start it with `on: pull_request`.",
    );
  const added =
    member(payload, "action") === "labeled" ? member(member(payload, "label"), "name") : undefined;
  return {
    repository,
    number,
    branch,
    merged,
    labels: names(member(pull, "labels")),
    added: typeof added === "string" ? added : undefined,
  };
}
