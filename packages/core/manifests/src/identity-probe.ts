/**
 * Whether an application team can choose what an object of a template is, or where it goes. Found once per template: it
 * is rendered for its first assignment with a marker behind one text of the team at a time, so that everything that
 * depends on the others stays. It cannot see what no text or configuration of that assignment leads to, such as the
 * other side of an `if` (docs/semantics.md#text-of-application-teams).
 */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import type { Assignment, DeploymentTarget, Schedule } from "@kalypso-actions/resources";
import type { TemplateData } from "@kalypso-actions/templates";
import { documentsOf } from "@kalypso-actions/yaml-documents";
import { isMap, isScalar, isSeq, type YAMLMap } from "yaml";
import { beginOf, type RenderedText } from "./manifest-problems.ts";
import type { ReadyTemplate, TemplateSet } from "./template-set.ts";

/** No word and no name of anything, in lower case only, so that functions leave it recognisable. */
const marker = "qzmarkerzq";

/** A template author names few keys; more would only cost time. */
const maxKeys = 1_000;

interface Identifying {
  readonly field: string;
  readonly value: string;
  /** In the text, in UTF-16 code units. */
  readonly start: number;
}

function fieldsOf(object: YAMLMap): readonly Identifying[] {
  const paths = [["apiVersion"], ["kind"], ["metadata", "namespace"]];
  return paths.flatMap((path) => {
    const node = object.getIn(path, true);
    return isScalar(node)
      ? [{ field: path.join("."), value: String(node.value), start: node.range?.[0] ?? 0 }]
      : [];
  });
}

/** What the objects of a text are, and those in its lists. */
function identitiesIn(text: string): readonly Identifying[] {
  const documents = documentsOf(text, { uniqueKeys: false }) ?? [];
  return documents.flatMap(({ contents }) => {
    if (!isMap(contents)) return [];
    const items = contents.get("items");
    const inner: readonly YAMLMap[] = isSeq(items) ? items.items.filter((item) => isMap(item)) : [];
    return [contents as YAMLMap, ...inner].flatMap((object) => fieldsOf(object));
  });
}

/** The keys of all teams' `manifests`, and of their labels. */
interface TeamKeys {
  readonly manifests: ReadonlySet<string>;
  readonly labels: ReadonlySet<string>;
}

function teamKeys(targets: readonly DeploymentTarget[]): TeamKeys {
  return {
    manifests: new Set(targets.flatMap(({ manifests }) => Object.keys(manifests))),
    labels: new Set(targets.flatMap(({ labels }) => Object.keys(labels))),
  };
}

/** The keys that a text may ask for. */
function named(text: string, keys: ReadonlySet<string>): readonly string[] {
  const found = text.match(/[\p{L}\p{N}_-]+/gu) ?? [];
  // `.Repo` is another name of `.Manifests.repo`.
  const words = new Set(found.flatMap((word) => [word, word.toLowerCase()]));
  const isNamed = (key: string) => words.has(key) || (/[^\p{L}\p{N}_-]/u.test(key) && text.includes(key));
  // A team may have a key for each word of a template, so that the one that matters comes late: those in tags are first.
  const tags = (text.match(/\{\{[^}]*/g) ?? []).join(" ");
  const inOrder = [...keys].filter(isNamed).sort();
  const first = inOrder.filter((key) => tags.toLowerCase().includes(key.toLowerCase()));
  return [...new Set([...first, ...inOrder])].slice(0, maxKeys);
}

type Source = "manifests" | "labels";

interface Probe {
  readonly source: Source;
  /** Undefined for a key that a loop may find. */
  readonly key: string | undefined;
  readonly data: TemplateData;
}

/** One text of the team with the marker at a time. */
function probesOf(text: string, data: TemplateData, keys: TeamKeys): readonly Probe[] {
  const { Manifests, Labels } = data;
  const inManifests = named(text, keys.manifests).map((key): Probe => {
    const value = `${Manifests[key] ?? ""}${marker}`;
    return { source: "manifests", key, data: { ...data, Manifests: { ...Manifests, [key]: value } } };
  });
  const inLabels = named(text, keys.labels).map((key): Probe => {
    const value = `${Labels[key] ?? ""}${marker}`;
    return { source: "labels", key, data: { ...data, Labels: { ...Labels, [key]: value } } };
  });
  const extra = { ...data, Manifests: { ...Manifests, [marker]: marker } };
  return [...inManifests, ...inLabels, { source: "manifests", key: undefined, data: extra }];
}

function problemOf(
  { source, key }: Probe,
  { field, start }: Identifying,
  rendered: RenderedText,
): Diagnostic {
  const what =
    key === undefined ? `an entry of a workload's \`${source}\`` : `a workload's \`${source}.${key}\``;
  return {
    severity: "error",
    code: "team-value-identity",
    message: `the template \`${rendered.template.name}\` prints ${what} for \`${field}\` of an object, so that an application team decides what it is or where it goes`,
    hint: "Write the value in the template, take it from the platform configuration, or choose it with a condition for each value that you allow.",
    place: rendered.compiled.trace(rendered.data).at(start)?.place ?? beginOf(rendered),
  };
}

/** One error for each text of a team that becomes an apiVersion, a kind or a namespace. */
function problemsOf(
  { template, manifests }: ReadyTemplate,
  data: TemplateData,
  keys: TeamKeys,
): readonly Diagnostic[] {
  return manifests.flatMap((compiled, index) => {
    if (compiled === undefined) return [];
    const source = template.manifests[index]?.text ?? "";
    return probesOf(source, data, keys).flatMap((probe) => {
      const { value: text } = compiled.render(probe.data);
      if (!text.toLowerCase().includes(marker)) return [];
      const rendered = { template, index, compiled, data: probe.data, text };
      // A label has the form that Kubernetes gives it, as a namespace has: whether it may be one is for the template.
      return identitiesIn(text)
        .filter(({ value }) => value.toLowerCase().includes(marker))
        .filter(({ field }) => probe.source === "manifests" || field !== "metadata.namespace")
        .slice(0, 1)
        .map((found) => problemOf(probe, found, rendered));
    });
  });
}

/**
 * Tries every template with the data of its first assignment, however the Schedule is divided.
 * @param dataOf undefined for an assignment that refers to something that is not in the Schedule
 */
export function identityProblems(
  { assignments, clusterTypes, deploymentTargets }: Schedule,
  templates: TemplateSet["byName"],
  dataOf: (assignment: Assignment) => TemplateData | undefined,
): readonly Diagnostic[] {
  const keys = teamKeys(deploymentTargets);
  const types = new Map(clusterTypes.map((type) => [type.name, type]));
  const waiting = new Set([...templates.values()].filter(({ template }) => template.contentType === "yaml"));
  const found: Diagnostic[] = [];
  const failures = new Map<ReadyTemplate, unknown>();
  for (const assignment of assignments) {
    if (waiting.size === 0) break;
    const { reconciler, namespaceService, configType } = types.get(assignment.clusterType) ?? {};
    const used = [reconciler, namespaceService, configType].flatMap(
      (name) => templates.get(name ?? "") ?? [],
    );
    const ready = used.filter((each) => waiting.has(each));
    for (const each of ready) {
      // What this code fails over may be in the texts of one team.
      try {
        const data = dataOf(assignment);
        if (data === undefined) continue;
        found.push(...problemsOf(each, data, keys));
        waiting.delete(each);
      } catch (error) {
        failures.set(each, error);
      }
    }
  }
  for (const each of waiting) if (failures.has(each)) throw failures.get(each);
  return found;
}
