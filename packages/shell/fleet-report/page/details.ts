/** One cell, opened: why something is there, with which configuration, and where to look. */
import { type ComponentChild, h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type ConfigKey, type EnvironmentData, healthNames, type ReportData } from "./data.ts";
import { badge, counted, linked } from "./parts.ts";
import type { Cell } from "./rows.ts";

function terms(environment: EnvironmentData, policies: readonly string[]): ComponentChild {
  return policies.map((name) => {
    const policy = environment.policies.find((each) => each.name === name);
    return h(
      "li",
      { key: name },
      "the policy ",
      policy === undefined ? name : linked({ ...policy.place, text: name }),
      policy === undefined || policy.terms.length === 0 ? null : ` asks for ${policy.terms.join("; ")}`,
    );
  });
}

function configuration(keys: readonly ConfigKey[]): ComponentChild {
  const hasValues = keys.some(({ value }) => value !== undefined);
  const head = ["key", ...(hasValues ? ["value"] : []), "set by"];
  return h(
    "details",
    null,
    h("summary", null, `Configuration: ${counted(keys.length, "key")}`),
    h(
      "div",
      { class: "scroll" },
      h(
        "table",
        null,
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            head.map((text) => h("th", { key: text, scope: "col" }, text)),
          ),
        ),
        h(
          "tbody",
          null,
          keys.map(({ key, value, from }) =>
            h(
              "tr",
              { key },
              h("th", { scope: "row" }, h("code", null, key)),
              hasValues ? h("td", null, h("code", null, value ?? "")) : null,
              h(
                "td",
                null,
                from.map((place, index) =>
                  h(
                    "div",
                    { key: place.text, class: index === 0 ? "" : "muted" },
                    index === 0 ? "" : "over ",
                    linked(place),
                  ),
                ),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

function fact(name: string, ...value: readonly ComponentChild[]): ComponentChild {
  return h("div", { class: "fact" }, h("dt", null, name), h("dd", null, ...value));
}

function assignment(data: ReportData, environment: EnvironmentData, index: number): ComponentChild {
  const { strings, labelSets, policySets, troubleSets, sources, configurations } = data;
  const columns = environment.assignments;
  const at = (list: readonly number[]) => list[index] ?? -1;
  const source = sources[at(columns.source)];
  const manifests = sources[at(columns.manifests)];
  const held = strings[at(columns.held)];
  const troubles = troubleSets[at(columns.troubles)] ?? [];
  const keys = configurations[at(columns.configuration)];
  const of = at(columns.of);
  return h(
    "article",
    { key: index, class: "assignment" },
    h("h3", null, `${strings[at(columns.target)]} on ${strings[at(columns.clusterType)]}`),
    h(
      "p",
      null,
      badge(healthNames[at(columns.health)] ?? "unknown"),
      of > 0 ? ` ${at(columns.passing)} of ${counted(of, "cluster")}` : null,
    ),
    held === undefined ? null : h("p", { class: "held" }, `Held, as it was last good: ${held}`),
    troubles.length === 0
      ? null
      : h(
          "ul",
          null,
          troubles.map((each) => h("li", { key: each }, each)),
        ),
    h("p", null, "It is here because"),
    h("ul", null, terms(environment, policySets[at(columns.policies)] ?? [])),
    h(
      "dl",
      null,
      fact("team", strings[at(columns.workspace)]),
      fact("labels", h("code", null, (labelSets[at(columns.labels)] ?? []).join(", "))),
      source === undefined
        ? null
        : fact(
            "workload",
            linked(source.repository),
            ` ${source.branch} `,
            source.commit === undefined ? null : linked(source.commit),
          ),
      manifests === undefined
        ? null
        : fact("manifests", linked(manifests.repository), ` ${manifests.branch}`),
      environment.gitops === undefined ? null : fact("GitOps branch", linked(environment.gitops)),
    ),
    keys === undefined ? null : configuration(keys),
  );
}

/** Assignments that are shown at once. */
const step = 20;

interface Opened {
  readonly data: ReportData;
  readonly title: string;
  readonly cell: Cell;
  readonly close: () => void;
}

/** The browser's own dialog: it keeps the focus inside, closes with Escape, and gives the focus back. */
export function Details({ data, title, cell, close }: Opened): ComponentChild {
  const dialog = useRef<HTMLDialogElement>(null);
  const [shown, setShown] = useState(step);
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  const environment = data.environments[cell.environment];
  if (environment === undefined) return null;
  const more = cell.assignments.length - shown;
  return h(
    "dialog",
    { ref: dialog, onClose: close, "aria-labelledby": "opened" },
    h(
      "header",
      { class: "opened" },
      h("h2", { id: "opened" }, `${title} in ${environment.name}`),
      h("button", { type: "button", onClick: () => dialog.current?.close() }, "Close"),
    ),
    cell.assignments.slice(0, shown).map((index) => assignment(data, environment, index)),
    more > 0
      ? h(
          "button",
          { type: "button", onClick: () => setShown(shown + step) },
          `Show more of ${counted(more, "assignment")}`,
        )
      : null,
  );
}
