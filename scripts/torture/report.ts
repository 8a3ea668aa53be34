/** The results as Markdown tables, for docs/reliability.md. */
import type { Killed, Signal } from "./kills.ts";
import { type Cell, kinds } from "./matrix.ts";
import { actions } from "./scenes.ts";
import type { SetupTrials } from "./setup-part.ts";

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

/** How many calls each command makes, how many runs were ended at them, and what the runs after them needed or got wrong. */
export function setupTable({ calls, trials }: SetupTrials): string {
  const rows = (["init", "destroy"] as const).map((command) => {
    const ended = trials.filter((trial) => trial.command === command).map((trial) => trial.ended);
    const count = (is: (one: (typeof ended)[number]) => boolean) => String(ended.filter(is).length);
    return [
      `\`kalypso ${command}\``,
      String(calls[command]),
      count(({ isKilled }) => isKilled),
      count(({ needsKey }) => needsKey),
      count(({ wrong }) => wrong.length > 0),
    ];
  });
  return table(["command", "calls", "ended by SIGKILL", "needed another key of the App", "wrong"], rows);
}
