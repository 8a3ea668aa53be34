/** Where Kubernetes wants text: what a mapping is, by the keys that lead to it. */

/**
 * | role | mapping |
 * |---|---|
 * | document | the object itself |
 * | identity | its `metadata` |
 * | metadata | the `metadata` of something in it, such as a pod template |
 * | texts | labels, annotations, `matchLabels`: keys and values are text |
 * | data | the `data` of the object: text if the kind says so |
 * | opaque | not read as Kubernetes objects: JSON Schemas, values of Helm charts |
 * | any | anything else |
 */
export type Role = "document" | "identity" | "metadata" | "texts" | "data" | "opaque" | "any";

/** Called for every key of a fleet: by the length first, because few keys have one of these. */
function anyRole(key: string): Role {
  switch (key.length) {
    case "values".length:
      return key === "values" ? "opaque" : "any";
    case "metadata".length:
      return key === "metadata" ? "metadata" : "any";
    case "properties".length:
      return key === "properties" ? "opaque" : "any";
    case "matchLabels".length:
      return key === "matchLabels" ? "texts" : "any";
    case "valuesObject".length:
      return key === "valuesObject" ? "opaque" : "any";
    default:
      return "any";
  }
}

/** The role of a value, by its key and by the role of the mapping around it. */
export function roleOf(parent: Role, key: string): Role {
  if (parent === "any") return anyRole(key);
  if (parent === "opaque") return parent;
  switch (parent) {
    case "data":
      return anyRole(key);
    case "document":
      if (key === "metadata") return "identity";
      return key === "data" || key === "stringData" || key === "binaryData" ? "data" : anyRole(key);
    case "identity":
    case "metadata":
      return key === "labels" || key === "annotations" ? "texts" : "opaque";
    default:
      return "opaque";
  }
}

/** The role of a list's items. */
export function itemRole(list: Role): Role {
  return list === "opaque" || list === "texts" ? "opaque" : "any";
}

/** Kinds whose `data` is text. */
export function hasTextData(apiVersion: string, kind: string): boolean {
  return apiVersion === "v1" && (kind === "ConfigMap" || kind === "Secret");
}
