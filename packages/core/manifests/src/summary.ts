/** What was rendered, as Markdown for a job's summary. */
import {
  codeSpan,
  commitLink,
  counted,
  messageText,
  placeLink,
  plainText,
  tableLines,
} from "@kalypso-actions/diagnostics";
import { heldCells } from "@kalypso-actions/gitops-branch";
import type { Schedule } from "@kalypso-actions/resources";
import type { Rendering } from "./render.ts";
import { inShard, type Shard } from "./shard.ts";

/** More rows than this help nobody. */
const maxRows = 50;

interface Rendered extends Pick<Rendering, "failures" | "held"> {
  readonly schedule: Schedule;
  readonly shard: Shard | undefined;
  /** How many files were written, and where; undefined if there were errors. */
  readonly written: { readonly files: number; readonly path: string } | undefined;
}

function headingOf({ schedule, shard, written, failures }: Rendered, assignments: number): string {
  const { environment, promotedCommit, sources } = schedule;
  const part = shard === undefined ? "" : ` (shard ${shard.index} of ${shard.count})`;
  const base = sources.find(({ role }) => role === "base")?.repo ?? "";
  const from = promotedCommit === null ? "" : `, from ${commitLink(base, promotedCommit)} of main`;
  const of = `**${plainText(environment)}**${part}${from}`;
  if (written !== undefined)
    return `**${counted(written.files, "file")}** for ${of}, in ${codeSpan(written.path)}.`;
  const failing =
    failures.size === 0
      ? ""
      : ` ${failures.size} of ${counted(assignments, "assignment")} cannot be rendered.`;
  return `**Nothing was written** for ${of}.${failing}`;
}

/** One row per cluster type: how much of it there is, and how much of that is wrong. */
function clusterTypeTable({ failures, schedule: { clusterTypes } }: Rendered, own: Schedule["assignments"]) {
  const wrong = failures.size > 0;
  const rows = clusterTypes.flatMap(({ name }) => {
    const here = own.filter(({ clusterType }) => clusterType === name);
    if (here.length === 0) return [];
    const failing = here.filter((each) => failures.has(each.name)).length;
    return [[codeSpan(name), `${here.length}`, ...(wrong ? [failing === 0 ? "" : `**${failing}**`] : [])]];
  });
  const head = ["cluster type", "assignments", ...(wrong ? ["cannot be rendered"] : [])];
  return tableLines(head, rows, maxRows);
}

/** The first problem of each assignment that cannot be rendered. */
function failureTable({ failures }: Rendered): readonly string[] {
  const rows = [...failures].map(([name, [first]]) => [
    codeSpan(name),
    first === undefined ? "" : messageText(first.message, 300),
    first?.place === undefined ? "" : placeLink(first.place),
  ]);
  return tableLines(["cannot be rendered", "why", "where"], rows, maxRows);
}

function heldTable({ held }: Rendered): readonly string[] {
  if (held.length === 0) return [];
  const rows = held.map((each) => heldCells(each));
  return [
    "**Held**: something is wrong with these, so they stay as they were last good.",
    "",
    ...tableLines(["what", "reason", "what is kept"], rows, maxRows),
  ];
}

/** What needs somebody first. */
export function renderingSummary(rendered: Rendered): string {
  const own = rendered.schedule.assignments.filter(({ name }) => inShard(name, rendered.shard));
  return [
    headingOf(rendered, own.length),
    "",
    ...failureTable(rendered),
    ...heldTable(rendered),
    ...clusterTypeTable(rendered, own),
  ]
    .join("\n")
    .trimEnd();
}
