import { branchLink, codeSpan, counted, plainText } from "@kalypso-actions/diagnostics";
import type { GateDecision } from "./gate.ts";
import type { Elsewhere } from "./health.ts";
import { type Application, formatApplication } from "./trouble.ts";
import { isWorse, type Judged } from "./verdict.ts";

/** More rows than this help nobody; the output `configurations` has them all. */
const maxRows = 200;

/** More rows that need nobody's attention are folded away. */
const maxShown = 20;

function ownerText(application: Application | undefined): string {
  if (application === undefined) return "platform";
  const { repository, branch } = application;
  const text = plainText(formatApplication(application));
  if (repository === undefined || branch === undefined) return text;
  const link = branchLink(repository, branch);
  return link.startsWith("[") ? `${text} ${link}` : text;
}

/** The owners of the problem, if there are any, with links to the branches that their manifests are on. */
function whose({ troubles }: Judged): string {
  return [...new Set(troubles.map(({ application }) => ownerText(application)))].join("; ");
}

function row(judged: Judged): string {
  const { cluster, clusterTypes, commit, verdict, message } = judged;
  const shown = commit === undefined ? "" : codeSpan(commit.slice(0, 10));
  const cells = [cluster, clusterTypes.join(", ")].map((text) => plainText(text));
  return `| ${[...cells, shown, verdict, whose(judged), plainText(message)].join(" | ")} |`;
}

function listed(names: readonly string[]): string {
  return names.map((text) => codeSpan(text)).join(", ");
}

function table(judged: readonly Judged[]): readonly string[] {
  const more = judged.length - maxRows;
  return [
    "| cluster | cluster type | commit | state | owner | |",
    "|---|---|---|---|---|---|",
    ...judged.slice(0, maxRows).map(row),
    ...(more > 0 ? [`| and ${more} more | | | | | |`] : []),
  ];
}

function folded(judged: readonly Judged[]): readonly string[] {
  const what = `${counted(judged.length, "configuration")} as wanted`;
  return [`<details><summary>${what}</summary>`, "", ...table(judged), "", "</details>"];
}

function worstFirst(a: Judged, b: Judged): number {
  return Number(isWorse(b.verdict, a.verdict)) - Number(isWorse(a.verdict, b.verdict));
}

/** What needs somebody first, the worst at the top; the others folded away, unless they are few and alone. */
function tables(judged: readonly Judged[]): readonly string[] {
  const isFine = ({ verdict }: Judged) => verdict === "compliant" || verdict === "superseded";
  const open = judged.filter((each) => !isFine(each)).sort(worstFirst);
  const fine = judged.filter(isFine);
  if (judged.length === 0) return ["No configuration reports."];
  if (open.length === 0) return fine.length > maxShown ? folded(fine) : table(fine);
  return [...table(open), ...(fine.length === 0 ? [] : ["", ...folded(fine)])];
}

/** Every configuration, for the job's summary. */
export function configurationsTable(
  { judged, silentClusterTypes }: GateDecision,
  elsewhere: readonly Elsewhere[] = [],
): string {
  const silent =
    silentClusterTypes.length === 0
      ? []
      : ["", `No configuration reports for: ${listed(silentClusterTypes)}.`];
  const others = elsewhere.map(
    ({ cluster, name, repository }) =>
      `- ${plainText(`${cluster}/${name}`)} follows ${codeSpan(repository)} on another server, so it is not counted.`,
  );
  return [...tables(judged), ...silent, ...(others.length === 0 ? [] : ["", ...others])].join("\n");
}

/** Changes since the last poll, one line per configuration. */
export function changesSince(before: readonly Judged[], now: readonly Judged[]): readonly string[] {
  const known = new Map(before.map((each) => [each.id, each]));
  return now.flatMap(({ id, cluster, verdict, message, commit }) => {
    const old = known.get(id);
    if (old?.verdict === verdict && old.message === message && old.commit === commit) return [];
    const at = commit === undefined ? "no commit" : commit.slice(0, 10);
    return [`${cluster}: ${verdict} at ${at}${message === "" ? "" : `, ${message}`}`];
  });
}
