/** The results as Markdown tables, for docs/reliability.md. */
import type { Killed, Signal } from "./kills.ts";
import { type Cell, kinds } from "./matrix.ts";
import { actions } from "./scenes.ts";

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function endOf(cells: readonly Cell[]): string {
  const ends = new Set(cells.map(({ ended, wrong }) => (wrong.length > 0 ? "**wrong**" : ended)));
  return [...ends]
    .map((end) => (/^(?:passed|held|\*\*wrong\*\*)$/.test(end) ? end : `\`${end}\``))
    .join(", ");
}

/** How each action ends under each kind of fault: `passed`, `held` or the code of its diagnostic. */
export function faultTable(cells: readonly Cell[]): string {
  const rows = kinds.map((kind) => [
    kind,
    ...actions.map((action) => endOf(cells.filter((cell) => cell.kind === kind && cell.action === action))),
  ]);
  return table(["fault", ...actions.map((action) => `\`${action}\``)], rows);
}

/** The number of runs that were killed, of those that were to be, and of the reruns that did not complete the work. */
export function killTable(killed: readonly Killed[]): string {
  const row = (action: string, signal: Signal) => {
    const of = killed.filter((one) => one.action === action && one.signal === signal);
    const stopped = of.filter(({ isKilled }) => isKilled).length;
    return `${stopped} of ${of.length}, ${of.filter(({ wrong }) => wrong.length > 0).length} wrong`;
  };
  const rows = actions.map((action) => [`\`${action}\``, row(action, "SIGTERM"), row(action, "SIGKILL")]);
  return table(["action", "SIGTERM", "SIGKILL"], rows);
}
