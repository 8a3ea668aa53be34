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

/** A commit of an environment's branch that changes what it is pinned to. */
interface LedgerCommit {
  readonly commit: string;
  /** As ISO 8601. */
  readonly at: string;
  readonly author: string;
  readonly message: string;
}

/** One line of an environment's history. */
export interface LedgerEntry {
  /** The commit of the environment's branch. */
  readonly commit: string;
  readonly at: string;
  /** The commit of main that it pins; undefined if somebody changed the file by hand. */
  readonly promoted: string | undefined;
  readonly from: string | undefined;
  /** The login behind the run or, by hand, the author's name. */
  readonly by: string;
  readonly runUrl: string | undefined;
  /** The first line of the message. */
  readonly subject: string;
}

/** The last of its name: what comes before it in the message is text like any other. */
function trailerOf(message: string, name: string): string | undefined {
  const lines = message.trimEnd().split("\n");
  const last = lines.lastIndexOf("");
  const found = lines.slice(last + 1).findLast((line) => line.startsWith(`${name}: `));
  return found?.slice(name.length + 2).trim() || undefined;
}

/** The history of an environment from its branch's commits. */
export function readLedger(commits: readonly LedgerCommit[]): readonly LedgerEntry[] {
  return commits.map(({ commit, at, author, message }) => ({
    commit,
    at,
    promoted: trailerOf(message, "Promoted-Commit"),
    from: trailerOf(message, "Promoted-From"),
    by: trailerOf(message, "Promoted-By") ?? author,
    runUrl: trailerOf(message, "Promoted-Run"),
    subject: message.split("\n", 1)[0] ?? "",
  }));
}
