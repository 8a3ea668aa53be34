/** What goes wrong for an assignment, as an issue in the Platform GitOps repository: one for each, as the operator keeps them. */
import { type Diagnostic, formatPlace } from "@kalypso-actions/diagnostics";
import { inShard, type Shard } from "./shard.ts";

interface AssignmentIssue {
  /** Hidden in the body; finds the issue whatever its title. */
  readonly marker: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
}

/** What the markers of all issues of an environment begin with. */
function issueMarkerPrefix(environment: string): string {
  return `<!-- kalypso-actions: assignment ${environment}/`;
}

/** Whether a marker is of an assignment that the shard renders, or would render if it were still there. */
export function isIssueOf(environment: string, shard: Shard | undefined): (body: string) => boolean {
  const prefix = issueMarkerPrefix(environment);
  return (body) => {
    const start = body.indexOf(prefix);
    if (start < 0) return false;
    const [assignment = ""] = body.slice(start + prefix.length).split(" -->", 1);
    return inShard(assignment, shard);
  };
}

/** GitHub refuses longer bodies. */
const maxBody = 60_000;

function item({ code, message, hint, place }: Diagnostic): string {
  const where = place === undefined ? "" : ` (\`${formatPlace(place)}\`)`;
  return `- \`${code}\`${where}: ${message}${hint === undefined ? "" : `\n  ${hint}`}`;
}

/** @param failures what is wrong with each assignment, by its name */
export function assignmentIssues(
  environment: string,
  failures: ReadonlyMap<string, readonly Diagnostic[]>,
): readonly AssignmentIssue[] {
  return [...failures].map(([assignment, diagnostics]) => ({
    marker: `${issueMarkerPrefix(environment)}${assignment} -->`,
    title: `${environment}: ${assignment} cannot be rendered`,
    body: [
      `The assignment \`${assignment}\` of \`${environment}\` has the problems below. Until they are fixed, no manifests are proposed for the environment:`,
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

/** Said in an issue before it is closed. */
export const issueSolved = "Fixed: the assignment renders again, or no longer exists.";
