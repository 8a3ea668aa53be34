/**
 * Annotations of ours. The operator's custom resources have no field for what they say, and keep them as they are: a
 * control plane with them still works there. Whatever else stands under our prefixes is a mistake.
 */
import { type Diagnostic, nearestName } from "@kalypso-actions/diagnostics";
import * as z from "zod";
import type { Kind } from "./kinds.ts";
import { compareText } from "./names.ts";
import type { Resource } from "./resource.ts";
import type { YamlDocument } from "./yaml-document.ts";

const clustersAnnotation = "kalypso.io/clusters";
const minimumClustersAnnotation = "kalypso.io/minimum-clusters";

const text = (description: string) => z.string().exactOptional().describe(description);

export const clusterTypeAnnotations = z.looseObject({
  [clustersAnnotation]: text(
    "Clusters that must report, separated by commas: `<name>` or `<resource group>/<name>`, not case-sensitive.",
  ),
  [minimumClustersAnnotation]: text('Number of clusters that must report; "0" expects none.'),
  "promotion.kalypso.io/wave": text("Wave in which a change reaches the cluster type."),
});

export const environmentAnnotations = z.looseObject({
  "promotion.kalypso.io/after": text("Environments that a commit must pass first, separated by commas."),
  "promotion.kalypso.io/soak": text("How long a commit must stay there."),
  "promotion.kalypso.io/windows": text("When promotions may happen."),
  "promotion.kalypso.io/freeze": text("When promotions are frozen."),
});

const knownAnnotations: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  ClusterType: Object.keys(clusterTypeAnnotations.shape),
  Environment: Object.keys(environmentAnnotations.shape),
};

const ours = /^(?:promotion\.)?kalypso\.io\//i;

/** Which clusters of a cluster type have to report; without either, nobody has said. */
export interface Roster {
  /** `<name>` or `<resource group>/<name>`, in lower case and in name order. */
  readonly clusters?: string[];
  readonly minimumClusters?: number;
}

const clusterName = /^(?:[\p{L}\p{N}_().-]{1,90}\/)?[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/u;
const count = /^(?:0|[1-9]\d{0,5})$/;

function listed(text: string): readonly string[] {
  return text.split(",").map((name) => name.trim());
}

/** The roster that a checked ClusterType declares. */
export function rosterOf({ data }: Resource<"ClusterType">): Roster {
  const { [clustersAnnotation]: clusters, [minimumClustersAnnotation]: minimum } =
    data.metadata.annotations ?? {};
  if (clusters !== undefined)
    return {
      clusters: listed(clusters)
        .map((name) => name.toLowerCase())
        .sort(compareText),
    };
  return minimum === undefined ? {} : { minimumClusters: Number(minimum) };
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
        ? `${this.#kind} has no annotations of its own under these prefixes.`
        : `Known here: ${known.join(", ")}.`;
    const elsewhere = owner === undefined ? list : `It belongs to ${owner}.`;
    const hint = nearest === undefined ? elsewhere : `Did you mean \`${nearest}\`?`;
    this.#add("annotation-unknown", `${this.#kind} has no annotation \`${key}\``, hint, key);
  }

  clusters(text: string): void {
    const invalid = (message: string, hint: string) =>
      this.#add("annotation-invalid", `\`${clustersAnnotation}\` ${message}`, hint, clustersAnnotation);
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
    this.#add(
      "annotation-invalid",
      `\`${minimumClustersAnnotation}\` is the text ${JSON.stringify(text)}; expected a whole number in digits`,
      'Give the number of clusters that must report, such as "18"; "0" expects none.',
      minimumClustersAnnotation,
    );
  }

  contradiction(): void {
    this.#add(
      "annotation-invalid",
      `\`${clustersAnnotation}\` and \`${minimumClustersAnnotation}\` cannot both be set`,
      "Use the list if specific clusters must report, the number if any clusters will do.",
      minimumClustersAnnotation,
      "key",
    );
  }

  #add(
    code: "annotation-unknown" | "annotation-invalid",
    message: string,
    hint: string,
    key: string,
    at: "key" | "value" = code === "annotation-unknown" ? "key" : "value",
  ): void {
    const path = ["metadata", "annotations", key];
    const place = at === "key" ? this.#document.placeOfKey(path) : this.#document.placeOf(path);
    this.diagnostics.push({ severity: "error", code, message, hint, place });
  }
}

/** What is wrong with the annotations of ours. Values that are no text are for the schema to report. */
export function checkAnnotations(
  kind: Kind,
  document: YamlDocument,
  annotations: unknown,
): readonly Diagnostic[] {
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
