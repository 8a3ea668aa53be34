/** YAML as helm reads and writes it: version 1.1, where `yes` is true, with dates as text. */
import type { GoData } from "@kalypso-actions/go-template";
import { type ParseOptions, parse, type SchemaOptions, stringify, type Tags } from "yaml";

const timestamp = "tag:yaml.org,2002:timestamp";

const dialect: ParseOptions & SchemaOptions & { readonly version: "1.1" } = {
  version: "1.1",
  customTags: (tags: Tags) => tags.filter((tag) => typeof tag === "string" || tag.tag !== timestamp),
};

/** @throws the parser's error */
export function readYaml(text: string): GoData {
  return parse(text, dialect) ?? null;
}

/** With sorted keys, lists not indented, and no newline at the end; quotes may be others than helm's. */
export function writeYaml(value: GoData): string {
  const text = stringify(value, {
    version: "1.1",
    indentSeq: false,
    sortMapEntries: true,
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });
  return text.replace(/\n$/, "");
}

export type YamlMap = { readonly [key: string]: GoData };

/** A map, as against a list, a scalar or nothing. */
export function isMap(value: GoData | undefined): value is YamlMap {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
