import { type Diagnostic, nearestName, type Place } from "@kalypso-actions/diagnostics";
import {
  clustersAnnotation,
  clusterTypeAnnotations,
  environmentAnnotations,
  minimumClustersAnnotation,
} from "./annotations.ts";
import type { Kind } from "./kinds.ts";
import { listed } from "./roster.ts";
import type { YamlDocument } from "./yaml-document.ts";

const knownAnnotations: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  ClusterType: Object.keys(clusterTypeAnnotations.shape),
  Environment: Object.keys(environmentAnnotations.shape),
};

const ours = /^(?:promotion\.)?kalypso\.io\//i;

const clusterName = /^(?:[\p{L}\p{N}_().-]{1,90}\/)?[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/u;
const count = /^(?:0|[1-9]\d{0,5})$/;

function annotation(key: string): readonly string[] {
  return ["metadata", "annotations", key];
}

class AnnotationCheck {
  readonly diagnostics: Diagnostic[] = [];
  readonly #kind: Kind;
  readonly #document: YamlDocument;

  constructor(kind: Kind, document: YamlDocument) {
    this.#kind = kind;
    this.#document = document;
  }

  unknown(key: string): void {
    const known = knownAnnotations[this.#kind] ?? [];
    const nearest = nearestName(key, known);
    const owner = Object.entries(knownAnnotations).find(([, names]) => names.includes(key))?.[0];
    const list =
      known.length === 0
        ? `${this.#kind} defines no annotations under these prefixes.`
        : `Known annotations: ${known.join(", ")}.`;
    const elsewhere = owner === undefined ? list : `It belongs to ${owner}.`;
    const hint = nearest === undefined ? elsewhere : `Did you mean \`${nearest}\`?`;
    const message = `${this.#kind} has no annotation \`${key}\``;
    this.#add({ code: "annotation-unknown", message, hint }, this.#document.placeOfKey(annotation(key)));
  }

  clusters(text: string): void {
    const invalid = (message: string, hint: string) =>
      this.#invalid(`\`${clustersAnnotation}\` ${message}`, hint, clustersAnnotation);
    const form = "Separate names with commas: `drone-1, rg-edge/drone-2`.";
    if (text.trim() === "") {
      invalid(
        "is empty; expected at least one cluster",
        `To expect none, write \`${minimumClustersAnnotation}: "0"\`.`,
      );
      return;
    }
    const seen = new Set<string>();
    for (const name of listed(text)) {
      if (name === "") invalid("contains an empty name", form);
      else if (!clusterName.test(name))
        invalid(`contains \`${name}\`; expected a cluster name or <resource group>/<name>`, form);
      else if (seen.has(name.toLowerCase()))
        invalid(`lists \`${name}\` twice (names are not case-sensitive)`, "Remove one of them.");
      seen.add(name.toLowerCase());
    }
  }

  minimum(text: string): void {
    if (count.test(text)) return;
    this.#invalid(
      `\`${minimumClustersAnnotation}\` is the string ${JSON.stringify(text)}; expected a whole number in digits`,
      'Give the number of clusters that must report, such as "18"; "0" expects none.',
      minimumClustersAnnotation,
    );
  }

  contradiction(): void {
    const message = `\`${clustersAnnotation}\` and \`${minimumClustersAnnotation}\` cannot both be set`;
    const hint = "Use the list if specific clusters must report, the number if any clusters will do.";
    const place = this.#document.placeOfKey(annotation(minimumClustersAnnotation));
    this.#add({ code: "annotation-invalid", message, hint }, place);
  }

  #invalid(message: string, hint: string, key: string): void {
    this.#add({ code: "annotation-invalid", message, hint }, this.#document.placeOf(annotation(key)));
  }

  #add(problem: Pick<Diagnostic, "code" | "message" | "hint">, place: Place): void {
    this.diagnostics.push({ severity: "error", ...problem, place });
  }
}

/** Problems of our annotations. The schema reports values that are not strings. */
export function checkAnnotations(kind: Kind, document: YamlDocument): readonly Diagnostic[] {
  const { annotations } =
    (document.value as { readonly metadata?: { readonly annotations?: unknown } | null }).metadata ?? {};
  if (typeof annotations !== "object" || annotations === null || Array.isArray(annotations)) return [];
  const check = new AnnotationCheck(kind, document);
  const known = knownAnnotations[kind] ?? [];
  const given = new Map<string, unknown>(Object.entries(annotations));
  for (const key of given.keys()) if (ours.test(key) && !known.includes(key)) check.unknown(key);
  if (kind !== "ClusterType") return check.diagnostics;
  const clusters = given.get(clustersAnnotation);
  const minimum = given.get(minimumClustersAnnotation);
  if (typeof clusters === "string") check.clusters(clusters);
  if (typeof minimum === "string") check.minimum(minimum);
  if (clusters !== undefined && minimum !== undefined) check.contradiction();
  return check.diagnostics;
}
