/** A preview as Markdown: the comment, the job's summary, and the file that has all of it. */
import {
  changedSpans,
  codeSpan,
  counted,
  type Diagnostic,
  messageText,
  placeLink,
  plainText,
  tableLines,
} from "@kalypso-actions/diagnostics";
import { heldCells } from "@kalypso-actions/gitops-branch";
import type { ConfigurationChange } from "./configuration-change.ts";
import { isNoChange, type MovedAssignment } from "./environment-change.ts";
import type { ExceededLimit } from "./limits.ts";
import type { EnvironmentPreview } from "./preview.ts";
import type { SettingChange } from "./settings-change.ts";

/** How much of each is shown; the rest is counted. */
interface Limits {
  readonly rows: number;
  readonly names: number;
  /** Environments in the list at the top. */
  readonly lines: number;
}

const brief: Limits = { rows: 20, names: 5, lines: 100 };
const whole: Limits = { rows: Infinity, names: Infinity, lines: Infinity };

/** GitHub rejects longer comments. */
const maxComment = 65_536;

function code(text: string): string {
  return codeSpan(text, 120);
}

function named(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).map(code).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** One row per deployment target and policies, with the cluster types that it comes to or leaves. */
function assignmentTable(
  title: string,
  moved: readonly MovedAssignment[],
  limits: Limits,
): readonly string[] {
  if (moved.length === 0) return [];
  const groups = new Map<string, MovedAssignment[]>();
  for (const each of moved) {
    const id = JSON.stringify([each.deploymentTarget, each.policies]);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [each]);
    else group.push(each);
  }
  const rows = [...groups.values()].map((group) => [
    code(group[0]?.deploymentTarget ?? ""),
    named(
      group.map(({ clusterType }) => clusterType),
      limits.names,
    ),
    named(group[0]?.policies ?? [], limits.names),
  ]);
  return [
    `**${title}**: ${counted(moved.length, "assignment")}`,
    "",
    ...tableLines(["deployment target", "cluster types", "policies"], rows, limits.rows),
  ];
}

function sourceCell({ before, after }: ConfigurationChange): string {
  const place = after?.place;
  if (place !== undefined) return placeLink(place);
  return before?.place === undefined ? "" : `was ${placeLink(before.place)}`;
}

function configurationTable(changes: readonly ConfigurationChange[], limits: Limits): readonly string[] {
  if (changes.length === 0) return [];
  const rows = changes.map((change) => [
    code(change.key),
    ...changedSpans(change.before?.value, change.after?.value),
    sourceCell(change),
    named(change.assignments, limits.names),
  ]);
  const head = ["key", "old", "new", "set by", "assignments"];
  return ["**Configuration**", "", ...tableLines(head, rows, limits.rows)];
}

function settingsTable(changes: readonly SettingChange[], limits: Limits): readonly string[] {
  if (changes.length === 0) return [];
  const rows = changes.map(({ what, before, after }) => [plainText(what), code(before), code(after)]);
  return ["**Settings**", "", ...tableLines(["", "old", "new"], rows, limits.rows)];
}

function heldTable({ held }: EnvironmentPreview, limits: Limits): readonly string[] {
  const begun = held.begun.map((each) => ["begins", ...heldCells(each, limits.names)]);
  const ended = held.ended.map((each) => ["ends", ...heldCells(each, limits.names)]);
  const lasting = held.lasting === 0 ? [] : [`${held.lasting} held as before.`, ""];
  if (begun.length + ended.length === 0) return lasting;
  const head = ["", "what", "reason", "what is kept"];
  return ["**Held**", "", ...tableLines(head, [...begun, ...ended], limits.rows), ...lasting];
}

function problemRow({ severity, code: name, message, hint, place }: Diagnostic): readonly string[] {
  const text = messageText(message, 500);
  return [
    severity,
    `\`${name}\``,
    hint === undefined ? text : `${text}<br>${messageText(hint, 500)}`,
    place === undefined ? "" : placeLink(place),
  ];
}

function problemTable(title: string, found: readonly Diagnostic[], limits: Limits): readonly string[] {
  if (found.length === 0) return [];
  return [
    `**${title}**`,
    "",
    ...tableLines(["", "code", "what", "where"], found.map(problemRow), limits.rows),
  ];
}

function reasonList(reasons: readonly Diagnostic[], limits: Limits): readonly string[] {
  if (reasons.length === 0) return [];
  const more = reasons.length - limits.rows;
  return [
    ...reasons.slice(0, limits.rows).map(({ message, place }) => {
      return `- ${messageText(message, 500)}${place === undefined ? "" : ` (${placeLink(place)})`}`;
    }),
    ...(more > 0 ? [`- and ${more} more`] : []),
    "",
  ];
}

const inputNouns = { "max-removed": "removes", "max-changed": "changes" } as const;

function limitText({ input, count, of, limit, allowed }: ExceededLimit): string {
  return `${inputNouns[input]} ${count} of ${counted(of, "assignment")}; \`${input}: ${limit}\` allows ${allowed}`;
}

/** The check fails by one of these, unless the label allows it. */
export function limitTexts({ environment, exceeded }: EnvironmentPreview): readonly string[] {
  return exceeded.map((each) => `${environment} ${limitText(each)}`);
}

function isQuiet(preview: EnvironmentPreview): boolean {
  const { difference, errors, warnings, held, solved, kind } = preview;
  const isStill = difference === undefined || isNoChange(difference.change);
  const settings = difference?.settings.length ?? 0;
  const news = errors.length + warnings.length + held.begun.length + held.ended.length + solved + settings;
  return kind === "kept" && isStill && news === 0;
}

/** `3 of 41 cluster types, 12 of 800 assignments, 7 of 60 clusters`: the blast radius. */
export function blastRadius({ kind, difference, errors, commonErrors }: EnvironmentPreview): string {
  if (kind === "gone") return "no longer listed; its branches and clusters stay as they are";
  if (difference === undefined)
    return `cannot be rendered: ${counted(errors.length + commonErrors, "error")}`;
  const { clusterTypes, assignments, clusters } = difference.change;
  const set = difference.settings.length === 0 ? "" : counted(difference.settings.length, "setting");
  if (isNoChange(difference.change)) return set === "" ? "no change" : set;
  const more = set === "" ? "" : `, ${set}`;
  const types = `${clusterTypes.hit} of ${counted(clusterTypes.of, "cluster type")}`;
  const placed = `${assignments.hit} of ${counted(assignments.of, "assignment")}`;
  if (clusters.of === 0) return `${types}, ${placed}${more}`;
  const unknown =
    clusters.unknownTypes === 0
      ? ""
      : ` (and those of ${counted(clusters.unknownTypes, "type")} without a roster)`;
  return `${types}, ${placed}, ${clusters.hit} of ${counted(clusters.of, "cluster")}${unknown}${more}`;
}

function sinceText({ kind, difference, formerErrors }: EnvironmentPreview): readonly string[] {
  if (kind === "new") return ["This change lists the environment for the first time.", ""];
  if (kind === "gone")
    return [
      "This change no longer lists the environment. Nothing promotes to it afterwards; what it runs stays.",
      "",
    ];
  if (difference === undefined) {
    const former = formerErrors === 0 ? "" : `, ${formerErrors} of them without this change, too`;
    return [`It cannot be rendered with this change${former}.`, ""];
  }
  if (difference.since === "branch")
    return [
      "It cannot be rendered without this change, so this compares with what the GitOps branch has.",
      "",
    ];
  if (difference.since === "nothing")
    return ["It cannot be rendered without this change, so there is nothing to compare with.", ""];
  return [];
}

function fileLine({ difference }: EnvironmentPreview, limits: Limits): readonly string[] {
  if (difference === undefined || isNoChange(difference.change)) return [];
  const { added, modified, removed } = difference.change.files;
  const { names } = difference.change.clusterTypes;
  return [
    `Files: ${added.length} added, ${modified.length} modified, ${removed.length} removed, on ${named(names, limits.names)}.`,
    "",
  ];
}

function detail(preview: EnvironmentPreview, limits: Limits): readonly string[] {
  const { difference, errors, warnings, solved, reasons, exceeded } = preview;
  const change = difference?.change;
  return [
    ...sinceText(preview),
    ...exceeded.flatMap((each) => [`**Beyond a limit**: ${limitText(each)}.`, ""]),
    ...problemTable("Errors", errors, limits),
    ...assignmentTable("Lost", change?.lost ?? [], limits),
    ...((change?.lost.length ?? 0) === 0 ? [] : reasonList(reasons, limits)),
    ...assignmentTable("Gained", change?.gained ?? [], limits),
    ...settingsTable(difference?.settings ?? [], limits),
    ...configurationTable(difference?.configuration ?? [], limits),
    ...heldTable(preview, limits),
    ...problemTable("New warnings", warnings, limits),
    ...(solved === 0 ? [] : [`${counted(solved, "problem")} less than before.`, ""]),
    ...fileLine(preview, limits),
  ];
}

/** What is said about the whole. */
export interface PreviewFrame {
  /** What the pull request is of. */
  readonly of: "main" | "environment" | "workload";
  /** Errors of main, which stop every environment. */
  readonly errors?: readonly Diagnostic[];
  /** The label that allows what is beyond a limit, and whoever gave it. */
  readonly consent: { readonly label: string; readonly by: string | undefined };
}

const asIf = {
  main: "Every environment as if this were promoted to it now. Promotion goes through the environments one after the other.",
  environment: "What the environment's branch would make of it, at the commit of main that it is pinned to.",
  workload:
    "What the control plane would make of this workload, at the commits that its environments are pinned to. Other workloads are not read.",
} as const;

/** Limits that the first lines name. */
const maxBeyond = 20;

function consentLine(previews: readonly EnvironmentPreview[], { consent }: PreviewFrame): readonly string[] {
  const all = previews.flatMap(limitTexts);
  const beyond = all.slice(0, maxBeyond);
  if (all.length > beyond.length) beyond.push(`and ${all.length - beyond.length} more`);
  if (beyond.length === 0) return [];
  const label = code(consent.label);
  return [
    consent.by === undefined
      ? `**Beyond a limit**: ${beyond.map((text) => messageText(text)).join("; ")}. If it is intended, somebody with write access adds the label ${label}; then run this check again.`
      : `Beyond a limit (${beyond.map((text) => messageText(text)).join("; ")}), which the label ${label} of ${plainText(consent.by)} allows.`,
    "",
  ];
}

interface Section {
  readonly line: string;
  readonly detail: readonly string[];
}

function section(preview: EnvironmentPreview, limits: Limits): Section {
  const line = `${plainText(preview.environment)}: ${blastRadius(preview)}`;
  return isQuiet(preview)
    ? { line: `- ${line}`, detail: [] }
    : {
        line: `- **${line}**`,
        detail: [`### ${plainText(preview.environment)}`, "", ...detail(preview, limits)],
      };
}

function headOf(previews: readonly EnvironmentPreview[], frame: PreviewFrame, limits: Limits): string {
  return [
    asIf[frame.of],
    "",
    ...problemTable("Errors", frame.errors ?? [], limits),
    ...consentLine(previews, frame),
    ...(previews.length === 0 ? ["There is no environment."] : []),
    ...previews.slice(0, limits.lines).map((each) => section(each, limits).line),
    ...(previews.length > limits.lines ? [`- and ${previews.length - limits.lines} more environments`] : []),
    "",
  ].join("\n");
}

/** All of it, for the job's summary and the artifact. */
export function previewSummary(previews: readonly EnvironmentPreview[], frame: PreviewFrame): string {
  const details = previews.map((each) => section(each, whole).detail.join("\n"));
  return [headOf(previews, frame, whole), ...details].filter((part) => part !== "").join("\n");
}

/** Rows of the errors at the top: each may be long. */
const brieferAndBriefer = [brief.rows, 5, 1, 0];

/** What is running comes first, so that nothing new takes its place. */
function weightOf(preview: EnvironmentPreview): number {
  if (preview.exceeded.length > 0) return 0;
  return isQuiet(preview) ? 3 : preview.kind === "new" ? 2 : 1;
}

/**
 * At most what GitHub accepts. What does not fit is left out by environments, never in the middle of a table; the comment
 * says where the rest is.
 * @param marker its first line, by which the next run finds it
 */
export function previewComment(
  previews: readonly EnvironmentPreview[],
  frame: PreviewFrame,
  marker: string,
): string {
  const all = `${marker}\n${previewSummary(previews, frame)}`;
  if (all.length <= maxComment) return all;
  const notice = "\n*Shortened: the run's summary and its artifact have all of it.*\n";
  const weighed = [...previews].sort((a, b) => weightOf(a) - weightOf(b));
  const head = brieferAndBriefer
    .map((rows) => `${marker}\n${headOf(weighed, frame, { ...brief, rows })}`)
    .find((text) => text.length + notice.length <= maxComment);
  const parts = [head ?? marker];
  let left = maxComment - (parts[0]?.length ?? 0) - notice.length;
  for (const preview of weighed) {
    const text = section(preview, brief).detail.join("\n");
    if (text === "" || text.length + 1 > left) continue;
    parts.push(text);
    left -= text.length + 1;
  }
  return parts.join("\n") + notice;
}
