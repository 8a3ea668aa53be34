import type { Place, TextOrigin } from "@kalypso-actions/diagnostics";
import type { Kind, KindData } from "./kinds.ts";
import type { Path, YamlDocument } from "./yaml-document.ts";

/** A checked resource and the document it was read from. */
export interface Resource<K extends Kind = Kind> {
  readonly kind: K;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly data: KindData<K>;
  /** The place of its name, where problems of the whole resource are reported. */
  readonly place: Place;
  placeOf(path: Path): Place;
  originOf(path: Path): TextOrigin;
}

export type ResourcesByKind = { readonly [K in Kind]: readonly Resource<K>[] };

export function resourceOf<K extends Kind>(kind: K, data: KindData<K>, document: YamlDocument): Resource<K> {
  return {
    kind,
    name: data.metadata.name,
    labels: data.metadata.labels,
    data,
    place: document.placeOf(["metadata", "name"]),
    placeOf: (path) => document.placeOf(path),
    originOf: (path) => document.originOf(path),
  };
}
