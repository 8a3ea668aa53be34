/** The table: workloads or cluster types by environments. */
import { Component, type ComponentChild, h } from "preact";
import type { ReportData } from "./data.ts";
import { badge, counted } from "./parts.ts";
import type { Cell, Row, View } from "./rows.ts";

interface TableProps {
  readonly data: ReportData;
  readonly view: View;
  readonly rows: readonly Row[];
  /** How many rows are shown. */
  readonly shown: number;
  readonly open: (row: Row, cell: Cell) => void;
}

function commits({ sources }: ReportData, cell: Cell): string {
  const found = cell.sources.flatMap((each) => sources[each]?.commit?.text ?? []);
  return found.length > 2 ? counted(found.length, "commit") : found.join(", ");
}

function cellOf({ data, view, open }: LineProps, row: Row, cell: Cell | undefined): ComponentChild {
  if (cell === undefined) return h("td", { class: "none" }, h("span", { class: "muted" }, "–"));
  const { environment, health, passing, of, assignments, isHeld } = cell;
  const where =
    of > 0 ? `${passing}/${of}` : counted(assignments.length, view === "workloads" ? "place" : "target");
  const name = data.environments[environment]?.name ?? "";
  return h(
    "td",
    null,
    h(
      "button",
      {
        type: "button",
        class: "cell",
        "aria-haspopup": "dialog",
        onClick: () => open(row, cell),
      },
      // Said, not shown: the row and the column say it to the eye.
      h("span", { class: "said" }, `${row.name} in ${name}: `),
      badge(health),
      h("span", { class: "where" }, where),
      view === "workloads" ? h("code", null, commits(data, cell)) : null,
      isHeld ? h("span", { class: "badge held" }, "held") : null,
    ),
  );
}

export function fleetTable(props: TableProps): ComponentChild {
  const { data, view, rows, shown, open } = props;
  return h(
    "div",
    { class: "scroll", role: "region", "aria-label": "Fleet", tabIndex: 0 },
    h(
      "table",
      { class: "fleet" },
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          h("th", { scope: "col" }, view === "workloads" ? "workload" : "cluster type"),
          data.environments.map(({ name }) => h("th", { key: name, scope: "col" }, name)),
        ),
      ),
      h(
        "tbody",
        null,
        rows.slice(0, shown).map((row) => h(Line, { key: row.name, row, data, view, open })),
      ),
    ),
  );
}

type LineProps = Pick<TableProps, "data" | "view" | "open"> & { readonly row: Row };

/** A row that a filter leaves where it is needs no work. */
class Line extends Component<LineProps> {
  override shouldComponentUpdate({ row }: LineProps): boolean {
    return row !== this.props.row;
  }

  override render(): ComponentChild {
    const { row, view } = this.props;
    const teams = view === "workloads" ? row.teams.join(", ") : counted(row.teams.length, "team");
    return h(
      "tr",
      null,
      h(
        "th",
        { scope: "row" },
        row.name,
        h("span", { class: "muted team" }, teams),
        row.differs ? h("span", { class: "badge differs" }, "≠ differs") : null,
      ),
      ...row.cells.map((cell) => cellOf(this.props, row, cell)),
    );
  }
}
