import { type Diagnostic, nearestName, type Outcome } from "@kalypso-actions/diagnostics";
import { compareText } from "@kalypso-actions/names";
import { checkAnnotations } from "./annotation-checks.ts";
import { isAppConfig } from "./app-config.ts";
import { checkDocument } from "./check.ts";
import { type Kind, kalypsoApiVersion, kindSchemas } from "./kinds.ts";
import { type Resource, type ResourcesByKind, resourceOf } from "./resource.ts";
import { parseYamlFile, type SourceFile, type YamlDocument } from "./yaml-document.ts";

const kinds = Object.keys(kindSchemas) as Kind[];
const kalypsoGroup = /^([a-z]+\.)*kalypso\.io(\/|$)/;

/** The resources of one repository, and the names of those that were found but are unusable. */
export interface ResourceSet {
  readonly resources: ResourcesByKind;
  /** `Kind/name` of resources with errors, so that references to them are not reported as dangling. */
  readonly broken: ReadonlySet<string>;
}

interface Header {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: {
    readonly name?: unknown;
    readonly labels?: Readonly<Record<string, unknown>> | null;
    readonly annotations?: unknown;
  } | null;
}

function headerOf(document: YamlDocument): Header {
  const { value } = document;
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Header) : {};
}

/** ConfigMaps are platform configuration by a label or by their name; others are ignored. */
function isPlatformConfig(header: Header): boolean {
  const name = header.metadata?.name;
  if (typeof name === "string" && isAppConfig({ name })) return true;
  const labels = header.metadata?.labels;
  const mark = typeof labels === "object" ? labels?.["platform-config"] : undefined;
  return mark === "true" || mark === true;
}

function kindOf(header: Header): Kind | undefined {
  if (header.apiVersion === "v1" && header.kind === "ConfigMap")
    return isPlatformConfig(header) ? "ConfigMap" : undefined;
  if (header.apiVersion !== kalypsoApiVersion) return undefined;
  return kinds.find((kind) => kind === header.kind && kind !== "ConfigMap");
}

/** Kinds of the group that the operator generates. */
const madeByOperator = ["DeploymentTarget", "Assignment", "AssignmentPackage"];

/** Documents that look intended for us but are not read. */
function strangeness(header: Header, document: YamlDocument): Diagnostic | undefined {
  const { apiVersion, kind } = header;
  if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
  if (apiVersion === kalypsoApiVersion && madeByOperator.includes(kind))
    return {
      severity: "error",
      code: "resource-refused",
      message: `the kind ${kind} is in a control plane; Kalypso generates such resources itself`,
      hint: "Remove it. SchedulingPolicies and Workloads decide what runs where.",
      place: document.placeOf(["kind"]),
    };
  if (apiVersion === kalypsoApiVersion) {
    const nearest = nearestName(kind, kinds);
    if (nearest === undefined || nearest === "ConfigMap") return undefined;
    return {
      severity: "warning",
      code: "resource-version",
      message: `${apiVersion} has no kind ${kind} that is read here; the document is ignored`,
      hint: `Did you mean \`${nearest}\`?`,
      place: document.placeOf(["kind"]),
    };
  }
  if (!kalypsoGroup.test(apiVersion) || !kinds.some((known) => known === kind)) return undefined;
  return {
    severity: "warning",
    code: "resource-version",
    message: `${kind} of ${apiVersion} is ignored; expected ${kalypsoApiVersion}`,
    hint: `Set \`apiVersion: ${kalypsoApiVersion}\`.`,
    place: document.placeOf(["apiVersion"]),
  };
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
  return { resources: resources as unknown as ResourcesByKind, broken: new Set([...a.broken, ...b.broken]) };
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
  const diagnostics: Diagnostic[] = [];
  const found: Record<Kind, Resource[]> = Object.fromEntries(
    kinds.map((kind) => [kind, []]),
  ) as unknown as Record<Kind, Resource[]>;
  const broken = new Set<string>();
  for (const file of [...files].sort((a, b) => compareText(a.path, b.path))) {
    const parsed = parseYamlFile(file, source);
    diagnostics.push(...parsed.diagnostics);
    for (const document of parsed.value) {
      const header = headerOf(document);
      const kind = kindOf(header);
      if (kind === undefined) {
        const remark = other?.(document) ?? strangeness(header, document);
        if (remark !== undefined) diagnostics.push(remark);
        continue;
      }
      const checked = checkDocument(document, kindSchemas[kind]);
      const misread = checkAnnotations(kind, document, header.metadata?.annotations);
      diagnostics.push(...checked.diagnostics, ...misread);
      if (checked.data === undefined || misread.length > 0)
        broken.add(`${kind}/${String(header.metadata?.name)}`);
      else found[kind].push(resourceOf(kind, checked.data, document));
    }
  }
  return { value: { resources: found as unknown as ResourcesByKind, broken }, diagnostics };
}
