/** The page: environments, filters, the table, and the cell that is open. */
import { type ComponentChild, h } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { addressOf, type Place, readAddress } from "./address.ts";
import type { ReportData } from "./data.ts";
import { Details } from "./details.ts";
import { promotionLine } from "./environments.ts";
import { counted, linked, since } from "./parts.ts";
import { filtered, rowsOf, type View } from "./rows.ts";
import { fleetTable } from "./table.ts";

/** Rows that are shown at once: more of them make typing slow. */
const step = 40;

const states = ["failing", "progressing", "silent", "unknown", "compliant", "held", "differs"];

function choice(
  name: string,
  {
    value,
    options,
    set,
  }: { readonly value: string; readonly options: readonly string[]; readonly set: (value: string) => void },
): ComponentChild {
  return h(
    "label",
    null,
    name,
    h(
      "select",
      { value, onChange: (event: Event) => set((event.currentTarget as HTMLSelectElement).value) },
      h("option", { value: "" }, "all"),
      // One that this fleet does not have comes from an address.
      [...new Set([...(value === "" ? [] : [value]), ...options])].map((each) =>
        h("option", { key: each, value: each }, each),
      ),
    ),
  );
}

/** Labels that a filter can name; of more, a person types a part in the search. */
const maxLabels = 500;

function useChoices(data: ReportData) {
  return useMemo(() => {
    const { strings, labelSets, environments } = data;
    const teams = new Set(environments.flatMap(({ assignments }) => [...new Set(assignments.workspace)]));
    const labels = new Set(labelSets.flat());
    return {
      teams: [...teams].map((team) => strings[team] ?? "").sort(),
      labels: [...labels].sort().slice(0, maxLabels),
    };
  }, [data]);
}

export function App({ data }: { readonly data: ReportData }): ComponentChild {
  const [place, setPlace] = useState(() => readAddress(location.hash));
  const [shown, setShown] = useState(step);
  useEffect(() => {
    const follow = () => setPlace(readAddress(location.hash));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  const go = (change: Partial<Place>, how: "push" | "replace" = "replace") => {
    // A row that is not drawn again has an older one of these.
    const next = { ...readAddress(location.hash), ...change };
    // Typing makes no history; opening and switching does.
    history[how === "push" ? "pushState" : "replaceState"](null, "", addressOf(next));
    setPlace(next);
    if (!("row" in change)) setShown(step);
  };
  const rows = useMemo(() => rowsOf(data, place.view), [data, place.view]);
  const left = useMemo(() => filtered(rows, place, data), [rows, place, data]);
  const choices = useChoices(data);
  const opened = rows.find(({ name }) => name === place.row);
  const cell = opened?.cells.find(
    (each) => each !== undefined && data.environments[each.environment]?.name === place.environment,
  );
  const noun = place.view === "workloads" ? "workload" : "cluster type";
  const tab = (view: View, text: string) =>
    h(
      "button",
      {
        type: "button",
        "aria-pressed": place.view === view,
        onClick: () => go({ view, row: "", environment: "" }, "push"),
      },
      text,
    );
  return h(
    "div",
    null,
    h(
      "header",
      { class: "top" },
      h("h1", null, "Fleet"),
      h("p", { class: "muted" }, linked(data.controlPlane), ", read ", since(data.made)),
    ),
    h(
      "main",
      null,
      promotionLine(data.environments),
      h(
        "section",
        { "aria-labelledby": "placed" },
        h("h2", { id: "placed" }, "What runs where"),
        h(
          "form",
          { class: "filters", role: "search", onSubmit: (event: Event) => event.preventDefault() },
          h(
            "div",
            { class: "tabs", role: "group", "aria-label": "Rows" },
            tab("workloads", "Workloads"),
            tab("clusters", "Cluster types"),
          ),
          h(
            "label",
            null,
            "search",
            h("input", {
              type: "search",
              value: place.search,
              onInput: (event: Event) => go({ search: (event.currentTarget as HTMLInputElement).value }),
            }),
          ),
          choice("team", { value: place.team, options: choices.teams, set: (team) => go({ team }) }),
          choice("label", { value: place.label, options: choices.labels, set: (label) => go({ label }) }),
          choice("state", { value: place.state, options: states, set: (state) => go({ state }) }),
          h(
            "p",
            { class: "muted count", role: "status" },
            `${counted(left.length, noun)} of ${rows.length.toLocaleString("en")}`,
          ),
        ),
        fleetTable({
          data,
          view: place.view,
          rows: left,
          shown,
          open: (row, each) =>
            go({ row: row.name, environment: data.environments[each.environment]?.name ?? "" }, "push"),
        }),
        left.length > shown
          ? h(
              "button",
              { type: "button", class: "more", onClick: () => setShown(shown + step) },
              `Show ${Math.min(step, left.length - shown)} more`,
            )
          : null,
      ),
    ),
    opened === undefined || cell === undefined
      ? null
      : h(Details, {
          key: `${opened.name}\n${cell.environment}`,
          data,
          title: opened.name,
          cell,
          close: () => go({ row: "", environment: "" }),
        }),
  );
}
