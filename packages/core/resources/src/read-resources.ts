import { type Diagnostic, hasErrors, type Outcome } from "@kalypso-actions/diagnostics";
import { compareText } from "@kalypso-actions/names";
import { checkAnnotations } from "./annotation-checks.ts";
import { Broken } from "./broken.ts";
import { checkDocument } from "./check.ts";
import { classify, kinds } from "./header.ts";
import { type Kind, kindSchemas } from "./kinds.ts";
import { type Resource, type ResourcesByKind, resourceOf } from "./resource.ts";
import type { SourceFile, YamlDocument } from "./yaml-document.ts";
import { parseYamlFile } from "./yaml-file.ts";

/** The resources of one repository, and those that were found but are unusable. */
export interface ResourceSet {
  readonly resources: ResourcesByKind;
  readonly broken: Broken;
}

function duplicate(first: Resource, second: Resource): Diagnostic {
  return {
    severity: "error",
    code: "resource-duplicate",
    message: `${second.kind} \`${second.name}\` is defined twice; expected one ${second.kind} of that name in an environment's view`,
    hint: "Remove or rename one of the two.",
    place: second.place,
    related: [{ message: "first defined here", place: first.place }],
  };
}

/** Reports every resource after the first of its kind and name, in file order. */
export function findDuplicates(resources: ResourcesByKind): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const kind of kinds) {
    const seen = new Map<string, Resource>();
    for (const resource of resources[kind]) {
      const first = seen.get(resource.name);
      if (first === undefined) seen.set(resource.name, resource);
      else diagnostics.push(duplicate(first, resource));
    }
  }
  return diagnostics;
}

/** Both sets, with the first one's resources first. */
export function joinResources(a: ResourceSet, b: ResourceSet): ResourceSet {
  const resources = Object.fromEntries(
    kinds.map((kind) => [kind, [...a.resources[kind], ...b.resources[kind]]]),
  );
  return { resources: resources as unknown as ResourcesByKind, broken: a.broken.with(b.broken) };
}

/** Documents that `readResources` ignores, for callers that must account for every document. */
type OtherDocument = (document: YamlDocument) => Diagnostic | undefined;

/**
 * Reads all resources of our kinds from a repository's files, in the order of their paths. Content decides what a
 * document is, not its location; documents of other kinds are not ours.
 * @param source the repository, for places; absent for the current checkout
 * @param other reports on documents of other kinds
 */
export function readResources(
  files: readonly SourceFile[],
  source?: string,
  other?: OtherDocument,
): Outcome<ResourceSet> {
  const reading = new Reading(other);
  for (const file of [...files].sort((a, b) => compareText(a.path, b.path))) {
    const parsed = parseYamlFile(file, source);
    reading.diagnostics.push(...parsed.diagnostics);
    for (const unreadable of parsed.unreadable) reading.broken.add(unreadable);
    for (const document of parsed.documents) reading.document(document);
  }
  const { found, broken, diagnostics } = reading;
  return { value: { resources: found as unknown as ResourcesByKind, broken }, diagnostics };
}

class Reading {
  readonly diagnostics: Diagnostic[] = [];
  readonly broken = new Broken();
  readonly found: Readonly<Record<Kind, Resource[]>> = Object.fromEntries(
    kinds.map((kind) => [kind, []]),
  ) as unknown as Record<Kind, Resource[]>;
  readonly #other: OtherDocument | undefined;

  constructor(other: OtherDocument | undefined) {
    this.#other = other;
  }

  document(document: YamlDocument): void {
    const { kind, meant, remark } = classify(document);
    if (kind === undefined) {
      const told = remark ?? this.#other?.(document);
      if (told === undefined) return;
      this.diagnostics.push(told);
      if (meant !== undefined) this.#isBroken(meant, document, [told]);
      return;
    }
    const checked = checkDocument(document, kindSchemas[kind]);
    const diagnostics = [
      ...withoutTagged(checked.diagnostics, document),
      ...document.remarks,
      ...checkAnnotations(kind, document),
      ...binaryData(document),
      ...(kind === "SchedulingPolicy" ? emptySelectors(document) : []),
    ];
    this.diagnostics.push(...diagnostics);
    if (checked.data === undefined || hasErrors(diagnostics)) this.#isBroken(kind, document, diagnostics);
    else this.found[kind].push(resourceOf(kind, checked.data, document));
  }

  #isBroken(kind: Kind, document: YamlDocument, problems: readonly Diagnostic[]): void {
    this.broken.add({ kind, name: nameOf(document), problems });
  }
}

/** A value with an unknown tag is told as that, whatever it is read as. */
function withoutTagged(problems: readonly Diagnostic[], { remarks }: YamlDocument): readonly Diagnostic[] {
  const tagged = remarks.filter(({ code }) => code === "yaml-tag").map(({ place }) => JSON.stringify(place));
  return problems.filter(({ place }) => !tagged.includes(JSON.stringify(place)));
}

type Fields = Readonly<Record<string, unknown>>;

const limits = [
  ["deploymentTargetSelector", "workspace"],
  ...["deploymentTargetSelector", "clusterTypeSelector"].flatMap((selector) =>
    ["matchLabels", "matchExpressions"].map((field) => [selector, "labelSelector", field]),
  ),
].map((path) => ["spec", ...path]);

/** Without its value, what limits a policy limits nothing: Kubernetes and the operator accept that. */
function emptySelectors(document: YamlDocument): readonly Diagnostic[] {
  return limits.flatMap((path): readonly Diagnostic[] => {
    const value = path.reduce<unknown>(
      (map, key) => (map as Fields | null | undefined)?.[key],
      document.value,
    );
    if (value !== null && value !== "") return [];
    return [
      {
        severity: "warning",
        code: "selector-empty",
        message: `\`${path.join(".")}\` is empty, so it limits nothing`,
        hint: `Give it a value; if the policy is meant to select without it, remove \`${path.at(-1)}\`.`,
        place: document.placeOfKey(path),
      },
    ];
  });
}

/** Templates and the built-in ConfigMap see `data` only, as in the operator. */
function binaryData(document: YamlDocument): readonly Diagnostic[] {
  const { value } = document;
  if (typeof value !== "object" || value === null || !("binaryData" in value)) return [];
  return [
    {
      severity: "warning",
      code: "config-map-binary",
      message: "`binaryData` reaches no cluster: platform configuration is what `data` contains",
      hint: "Move the values to `data`, or remove them.",
      place: document.placeOfKey(["binaryData"]),
    },
  ];
}

function nameOf({ value }: YamlDocument): string | undefined {
  const metadata = (value as { readonly metadata?: { readonly name?: unknown } | null }).metadata;
  return typeof metadata?.name === "string" ? metadata.name : undefined;
}
