/** The view in the page's address, so that each has one to send to somebody. */
import type { Filter, View } from "./rows.ts";

export interface Place extends Filter {
  readonly view: View;
  /** The open cell: a row and an environment; empty for none. */
  readonly row: string;
  readonly environment: string;
}

const names = ["search", "team", "label", "state", "row", "environment"] as const;

export function readAddress(hash: string): Place {
  const values = new URLSearchParams(hash.replace(/^#/, ""));
  const of = (name: string) => values.get(name) ?? "";
  return {
    view: of("view") === "clusters" ? "clusters" : "workloads",
    search: of("search"),
    team: of("team"),
    label: of("label"),
    state: of("state"),
    row: of("row"),
    environment: of("environment"),
  };
}

export function addressOf(place: Place): string {
  const values = new URLSearchParams();
  if (place.view === "clusters") values.set("view", "clusters");
  for (const name of names) if (place[name] !== "") values.set(name, place[name]);
  return `#${values}`;
}
