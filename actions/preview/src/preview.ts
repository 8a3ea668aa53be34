import { resolve } from "node:path";
import type { ActionResult } from "@kalypso-actions/action-kit";
import {
  type Diagnostic,
  DiagnosticError,
  diagnosticsOf,
  sortDiagnostics,
} from "@kalypso-actions/diagnostics";
import { writeWholeFile } from "@kalypso-actions/files";
import {
  blastRadius,
  type EnvironmentPreview,
  limitTexts,
  noLimits,
  type PreviewFrame,
  previewComment,
  previewOf,
  previewSummary,
} from "@kalypso-actions/fleet";
import { Commits, GitHubRepository, type GitHubServer, PullRequests } from "@kalypso-actions/github";
import { gitAddress } from "@kalypso-actions/names";
import { findComment, isDenied, keepComment } from "./comment.ts";
import { commentMarker, consentTo, exceededDigest, markerStart } from "./consent.ts";
import type { PullRequestEvent } from "./event.ts";
import type { previewInputs } from "./inputs.ts";
import { onOwnLines } from "./own-lines.ts";
import { readChange } from "./read-change.ts";

type Inputs = ReturnType<typeof previewInputs>;

/** Each problem once, however many environments have it. Those that were there before stay in the preview. */
function problemsOf(
  previews: readonly EnvironmentPreview[],
  common: readonly Diagnostic[],
): readonly Diagnostic[] {
  const all = [...common, ...previews.flatMap(({ errors, warnings }) => [...errors, ...warnings])];
  return sortDiagnostics([...new Map(all.map((each) => [JSON.stringify(each), each])).values()]);
}

function exceededProblems(
  previews: readonly EnvironmentPreview[],
  { label, by }: PreviewFrame["consent"],
): readonly Diagnostic[] {
  return previews.flatMap(limitTexts).map((text) => ({
    severity: by === undefined ? "error" : "notice",
    code: "preview-limit-exceeded",
    message: text,
    hint:
      by === undefined
        ? `If it is intended, somebody with write access adds the label \`${label}\`; then run this check again.`
        : `The label \`${label}\`, which ${by} added, allows it.`,
  }));
}

function environmentOutput({ environment, difference, errors, commonErrors }: EnvironmentPreview) {
  const change = difference?.change;
  return {
    name: environment,
    gained: change?.gained.length ?? null,
    lost: change?.lost.length ?? null,
    changed: change?.changed.length ?? null,
    assignments: change?.assignments.of ?? null,
    clusterTypes: change?.clusterTypes.names ?? null,
    added: change?.files.added ?? null,
    modified: change?.files.modified ?? null,
    removed: change?.files.removed ?? null,
    errors: errors.length + commonErrors,
  };
}

function isChanged({ difference, kind }: EnvironmentPreview): boolean {
  if ((difference?.settings.length ?? 0) > 0) return true;
  const { added = [], modified = [], removed = [] } = difference?.change.files ?? {};
  return kind !== "kept" || added.length + modified.length + removed.length > 0;
}

/** The commit that the pull request is merged into. */
async function baseOf(commits: Commits, { merged, number }: PullRequestEvent): Promise<string> {
  const [base, head] = await commits.parents(merged);
  if (base !== undefined && head !== undefined) return base;
  throw new DiagnosticError({
    severity: "error",
    code: "event-unsupported",
    message: `the commit ${merged} is not the merge commit that GitHub creates for pull request #${number}`,
    hint: "Run it on the `pull_request` event. A pull request with conflicts has no merge commit.",
  });
}

/**
 * Previews a pull request.
 * @throws DiagnosticError git-*, github-*, event-unsupported, environment-unknown, output-failed
 */
export async function preview(
  inputs: Inputs,
  server: GitHubServer,
  event: PullRequestEvent,
): Promise<ActionResult> {
  const { environment, token, allowLabel: label, trustedAuthors, maxRemoved, maxChanged, output } = inputs;
  const repository = new GitHubRepository(event.repository, token, { ...server.api, trustedAuthors });
  const pulls = new PullRequests(repository);
  const before = await baseOf(new Commits(repository), event);
  const { of, readings, diagnostics: common } = await readChange({ inputs, server }, event, before);
  const limits = { removed: maxRemoved, changed: maxChanged ?? noLimits };
  const previews = readings.map((each) => previewOf(each, limits));
  const digest = exceededDigest(previews);
  const known = await findComment(pulls, event.number, markerStart(environment));
  const consent = await consentTo(pulls, { event, label, digest, comment: known, environment });
  const errors = common.filter(({ severity }) => severity === "error");
  const frame: PreviewFrame = { of, errors, consent: { label, by: consent.by } };
  const whole = previewSummary(previews, frame);
  const file = resolve(output);
  await writeWholeFile(file, whole);
  // Before the comment says something else: a run that ends in between must not leave both.
  const labelled = consent.isStale ? await withoutLabel(pulls, event.number, label) : [];
  const told =
    inputs.comment && labelled.length === 0
      ? await tell(pulls, event, { known, digest, previews, frame, inputs })
      : [];
  const problems = onOwnLines(problemsOf(previews, common), {
    repository: gitAddress(event.repository, server.url),
    commit: event.merged,
  });
  return {
    diagnostics: [
      ...problems,
      ...exceededProblems(previews, frame.consent),
      ...consent.diagnostics,
      ...labelled,
      ...told,
    ],
    summary: whole,
    done: previews.map((each) => `${each.environment}: ${blastRadius(each)}`).join("; "),
    outputs: {
      changed: String(previews.some(isChanged)),
      exceeded: String(digest !== "none"),
      environments: JSON.stringify(previews.map(environmentOutput)),
      file,
    },
  };
}

interface Told {
  readonly known: Awaited<ReturnType<typeof findComment>>;
  readonly digest: string;
  readonly previews: readonly EnvironmentPreview[];
  readonly frame: PreviewFrame;
  readonly inputs: Inputs;
}

async function tell(
  pulls: PullRequests,
  { number }: PullRequestEvent,
  { known, digest, previews, frame, inputs }: Told,
): Promise<readonly Diagnostic[]> {
  const body = previewComment(previews, frame, commentMarker(inputs.environment, digest));
  return keepComment(pulls, { number, known, body });
}

/** A label that consents to something else would consent to the next push, too. */
async function withoutLabel(
  pulls: PullRequests,
  number: number,
  label: string,
): Promise<readonly Diagnostic[]> {
  try {
    await pulls.label(number, [], [label]);
    return [];
  } catch (error) {
    // A run for a fork may not: there, the label counts only in the run that it starts.
    return isDenied(error) ? [] : diagnosticsOf(error);
  }
}
