/** Resources as the example repositories write them. */
import { stringify } from "yaml";

/**
 * A value as YAML. Text that YAML 1.1 or 1.2 takes for something else is quoted, so that every reader sees text; lines
 * are not folded. Undefined fields are left out.
 */
export function yamlText(value: unknown): string {
  const text = stringify(value, { compat: "yaml-1.1", lineWidth: 0, aliasDuplicateObjects: false });
  // By the letter of YAML 1.1, a lone dot is a number; no parser of it reads one, and the root is written so everywhere.
  return text.replaceAll(/^( +path): "\."$/gm, "$1: .");
}

/** The field, unless the map is empty. */
export function unlessEmpty<Name extends string>(
  name: Name,
  map: Readonly<Record<string, string | undefined>>,
): Partial<Record<Name, Readonly<Record<string, string | undefined>>>> {
  const isEmpty = Object.values(map).every((value) => value === undefined);
  return isEmpty ? {} : ({ [name]: map } as Partial<Record<Name, typeof map>>);
}
