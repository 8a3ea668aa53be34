/** The problems of an assignment as an issue in the Platform GitOps repository: one per assignment, as in the operator. */
import { codeSpan, type Diagnostic, formatPlace, hasErrors, messageText } from "@kalypso-actions/diagnostics";
import { inShard, type Shard } from "./shard.ts";

interface AssignmentIssue {
  /** Hidden in the body, to find the issue whatever its title. */
  readonly marker: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
}

/** The common prefix of the markers of an environment's issues. */
function issueMarkerPrefix(environment: string): string {
  return `<!-- kalypso-actions: assignment ${environment}/`;
}

/** Whether a marker belongs to an assignment that the shard renders, or would render if it still existed. */
export function isIssueOf(environment: string, shard: Shard | undefined): (body: string) => boolean {
  const prefix = issueMarkerPrefix(environment);
  return (body) => {
    if (!body.startsWith(prefix)) return false;
    const [assignment = ""] = body.slice(prefix.length).split(" -->", 1);
    return inShard(assignment, shard);
  };
}

/** GitHub refuses longer bodies. */
const maxBody = 60_000;

function item({ code, message, hint, place }: Diagnostic): string {
  const where = place === undefined ? "" : ` (${codeSpan(formatPlace(place))})`;
  return `- \`${code}\`${where}: ${messageText(message)}${hint === undefined ? "" : `\n  ${messageText(hint)}`}`;
}

/** Warnings hold what they concern. */
function fateOf(diagnostics: readonly Diagnostic[]): string {
  return hasErrors(diagnostics)
    ? "Until they are fixed, no manifests are proposed for the environment"
    : "Until they are fixed, its files on the GitOps branch stay as they are";
}

/** @param failures the problems of each assignment, by its name */
export function assignmentIssues(
  environment: string,
  failures: ReadonlyMap<string, readonly Diagnostic[]>,
): readonly AssignmentIssue[] {
  return [...failures].map(([assignment, diagnostics]) => ({
    marker: `${issueMarkerPrefix(environment)}${assignment} -->`,
    title: `${environment}: ${assignment} cannot be rendered`,
    body: [
      `The assignment \`${assignment}\` of \`${environment}\` has the problems below. ${fateOf(diagnostics)}:`,
      "",
      ...diagnostics.map(item),
      "",
      "Later runs update this issue, and close it when the problems are fixed.",
    ]
      .join("\n")
      .slice(0, maxBody),
    labels: ["kalypso"],
  }));
}

/** The comment on an issue before it is closed. */
export const issueSolved = "Fixed: the assignment renders again, or no longer exists.";
