/** What a promotion leaves behind: the commit's message, from which the history is read, and the pull request's text. */
import { oneLine, plainText, titleText } from "@kalypso-actions/diagnostics";

interface PromotionRecord {
  readonly environment: string;
  readonly commit: string;
  /** The commit that the environment had; undefined if it had none. */
  readonly from: string | undefined;
  /** Who promotes: the login behind the run. */
  readonly by: string | undefined;
  readonly runUrl: string | undefined;
}

function trailer(name: string, value: string | undefined): readonly string[] {
  return value === undefined
    ? []
    : [`${name}: ${name === "Promoted-Run" ? oneLine(value) : titleText(value)}`];
}

/** The subject of a promotion's commit, and its trailers, which git reads with `interpret-trailers`. */
export function promotionMessage({ environment, commit, from, by, runUrl }: PromotionRecord): {
  readonly subject: string;
  readonly trailers: readonly string[];
} {
  return {
    subject: `Promote ${commit.slice(0, 10)} to ${environment}`,
    trailers: [
      ...trailer("Promoted-Commit", commit),
      ...trailer("Promoted-From", from),
      ...trailer("Promoted-By", by),
      ...trailer("Promoted-Run", runUrl),
    ],
  };
}

const marker = /^<!-- kalypso-actions: promote(?: ([0-9a-f]+))? -->/;

/** Hidden in a pull request's body: it is ours, and which commit it proposes. */
function promotionMarker(commit: string): string {
  return `<!-- kalypso-actions: promote ${commit} -->`;
}

/** @returns undefined for somebody else's pull request; no commit for one that proposes none any more */
export function readPromotionMarker(body: string): { readonly commit: string | undefined } | undefined {
  const found = marker.exec(body);
  return found === null ? undefined : { commit: found[1] };
}

/** The body of a pull request that is withdrawn. */
export function withoutPromotion(body: string): string {
  return body.replace(marker, "<!-- kalypso-actions: promote -->");
}

/** The pull request of a promotion. A squash merge can take the trailers from it. */
export function promotionPullRequest(record: PromotionRecord): {
  readonly title: string;
  readonly body: string;
} {
  const { environment, commit, from } = record;
  const { subject, trailers } = promotionMessage(record);
  const was = from === undefined ? "" : ` (it has \`${from}\`)`;
  const what = `Promotes \`${commit}\` to **${plainText(environment)}**${was}. Merging pins the commit; the push then schedules the environment.`;
  return { title: subject, body: [promotionMarker(commit), what, "", ...trailers, ""].join("\n") };
}

const rejectedStart = "Promotion rejected in #";

/** The status of a commit whose promotion somebody closed. */
export function promotionRejected(number: number): {
  readonly state: "failure";
  readonly description: string;
} {
  return { state: "failure", description: `${rejectedStart}${number}` };
}

/** Whether a pinned commit still has to get its first status: none, or that of a rejected promotion. */
export function needsPromotedStatus(present: { readonly description: string } | undefined): boolean {
  return present === undefined || present.description.startsWith(rejectedStart);
}
