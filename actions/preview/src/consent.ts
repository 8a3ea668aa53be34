/** Who allows what is beyond a limit. */
import { createHash } from "node:crypto";
import { type Diagnostic, diagnosticsOf } from "@kalypso-actions/diagnostics";
import type { EnvironmentPreview } from "@kalypso-actions/fleet";
import type { OwnComment, PullRequests } from "@kalypso-actions/github";
import type { PullRequestEvent } from "./event.ts";

/** The first line of the comment, up to what it is about. */
export function markerStart(environment: string | undefined): string {
  return `<!-- kalypso-actions: preview ${environment ?? "main"} `;
}

/** Says which comment it is, and what is beyond a limit: consent is to exactly that. */
export function commentMarker(environment: string | undefined, digest: string): string {
  return `${markerStart(environment)}${digest} -->`;
}

/**
 * Identifies what is beyond a limit, with all of its contents, and where it goes; `none` if nothing is. It is a whole digest:
 * a part of one could be found for two changes.
 */
export function exceededDigest(previews: readonly EnvironmentPreview[]): string {
  const beyond = previews
    .filter(({ exceeded }) => exceeded.length > 0)
    .map(({ environment, difference, exceeded }) => {
      const isAll = exceeded.some(({ input }) => input === "max-changed");
      const { lost = [], gained = [], changed = [], files, objects } = difference?.change ?? {};
      const keys = (moved: typeof lost) => moved.map(({ key }) => key);
      const written = [...(files?.added ?? []), ...(files?.modified ?? [])];
      const contents = written.map((path) => [path, objects?.get(path)]);
      const settings = difference?.settings ?? [];
      return [environment, keys(lost), settings, ...(isAll ? [keys(gained), changed, contents] : [])];
    });
  if (beyond.length === 0) return "none";
  return createHash("sha256").update(JSON.stringify(beyond)).digest("hex");
}

interface Question {
  readonly event: PullRequestEvent;
  readonly label: string;
  readonly digest: string;
  /** The comment of an earlier run. */
  readonly comment: OwnComment | undefined;
  readonly environment: string | undefined;
}

interface Consent {
  /** The login of whoever consents; undefined if nobody does. */
  readonly by: string | undefined;
  /** Whether the label, if it is there, consents to something else, and has to go. */
  readonly isStale: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

const nobody: Consent = { by: undefined, isStale: false, diagnostics: [] };

/**
 * Consent is to what the comment said when the label was added. Without a comment, as for a pull request from a fork, only
 * the run that the label starts is allowed.
 */
export async function consentTo(
  pulls: Pick<PullRequests, "labelledBy" | "mayWrite">,
  { event, label, digest, comment, environment }: Question,
): Promise<Consent> {
  if (digest === "none") return nobody;
  const isMeant =
    comment === undefined
      ? event.added === label
      : comment.body.startsWith(commentMarker(environment, digest));
  // Also without the label in the event: it may have been added since.
  if (!isMeant) return { ...nobody, isStale: true };
  if (!event.labels.includes(label)) return nobody;
  try {
    const login = await pulls.labelledBy(event.number, label);
    const mayWrite = login !== undefined && (await pulls.mayWrite(login));
    return mayWrite ? { ...nobody, by: login } : nobody;
  } catch (error) {
    return { ...nobody, diagnostics: diagnosticsOf(error) };
  }
}
