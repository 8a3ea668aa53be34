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

function anyRole(key: string): Role {
  switch (key) {
    case "metadata":
      return "metadata";
    case "matchLabels":
      return "texts";
    case "properties":
    case "values":
    case "valuesObject":
      return "opaque";
    default:
      return "any";
  }
}

/** The role of a value, by its key and by the role of the mapping around it. */
export function roleOf(parent: Role, key: string): Role {
  switch (parent) {
    case "any":
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
