/** The promotion line: each environment, what it has, and what is on its way. */
import { type ComponentChild, h } from "preact";
import type { EnvironmentData } from "./data.ts";
import { counted, linked, since } from "./parts.ts";

function stepText({ step, waitsFor }: EnvironmentData): string {
  if (waitsFor === undefined) return step;
  return step === "failed" ? `failed: ${waitsFor}` : `${step}, waits for ${waitsFor}`;
}

function card(environment: EnvironmentData): ComponentChild {
  const { name, pinned, followsMain, isNewest, step, look, held, unread, clusterTypes, assignments } =
    environment;
  const passing = clusterTypes.reduce((sum, each) => sum + each.passing, 0);
  const of = clusterTypes.reduce((sum, each) => sum + each.of, 0);
  const commit = pinned === undefined ? (followsMain ? "follows main" : "commit unknown") : linked(pinned);
  const text = stepText(environment);
  return h(
    "li",
    { key: name, class: "card" },
    h("h3", null, name),
    h(
      "p",
      null,
      commit,
      isNewest === false ? h("span", { class: "muted" }, " not the newest of main") : null,
    ),
    h(
      "p",
      { class: `step ${step}` },
      look === undefined ? text : h("a", { href: look, rel: "noreferrer" }, text),
      " ",
      since(environment.since),
    ),
    h(
      "p",
      { class: "muted" },
      [
        ...(of === 0 ? [] : [`${passing} of ${counted(of, "cluster")}`]),
        counted(assignments.workload.length, "assignment"),
        ...(held === 0 ? [] : [`${held} held`]),
      ].join(" · "),
    ),
    unread.length === 0
      ? null
      : h(
          "details",
          null,
          h("summary", null, "not everything could be read"),
          h(
            "ul",
            null,
            unread.map((each) => h("li", { key: each }, each)),
          ),
        ),
  );
}

export function promotionLine(environments: readonly EnvironmentData[]): ComponentChild {
  return h(
    "section",
    { "aria-labelledby": "environments" },
    h("h2", { id: "environments" }, "Environments"),
    h("ol", { class: "line" }, environments.map(card)),
  );
}
