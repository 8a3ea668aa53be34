/** The functions that helm adds to sprig (https://helm.sh/docs/chart_template_guide/function_list). */
import { type DataFunction, type GoData, GoError } from "@kalypso-actions/go-template";
import { isMap, jsonType, readYaml, writeYaml } from "./yaml.ts";

/** Enclose the message of a template that stops deliberately; no text contains these characters. */
const marks = { begin: "\ue000", end: "\ue001" };

function stop(message: GoData | undefined): never {
  throw new GoError(`${marks.begin}${message}${marks.end}`);
}

/** The message of a template that stopped deliberately: apart from the place, all that is shown of such an error. */
export function stopMessage(error: string): string | undefined {
  const begin = error.indexOf(marks.begin);
  return begin < 0 ? undefined : error.slice(begin + 1, error.indexOf(marks.end, begin));
}

function required(message: GoData | undefined, value: GoData = null): GoData {
  return value === null || value === "" ? stop(message) : value;
}

/** Part of the message when a template asks for something that only helm knows. */
export const onlyHelm = "only helm knows";

/** As in helm, an error in the text becomes the result. */
function reading<T extends GoData>(
  parse: (text: string) => GoData,
  accepts: (value: GoData) => value is T,
  { empty, failed }: { readonly empty: T; readonly failed: (type: string) => T },
) {
  return (text: GoData = ""): GoData => {
    let value: GoData;
    try {
      value = parse(String(text)) ?? empty;
    } catch {
      // The message would be that of Go's parsers.
      throw new GoError(`${onlyHelm} what is wrong with this text`);
    }
    return accepts(value) ? value : failed(jsonType(value));
  };
}

const intoMap = (type: string) =>
  `json: cannot unmarshal ${type} into Go value of type map[string]interface {}`;
const intoList = (type: string) => `json: cannot unmarshal ${type} into Go value of type []interface {}`;
const fromYaml = "error unmarshaling JSON: while decoding JSON: ";

const isList = (value: GoData): value is GoData[] => Array.isArray(value);

export const helmFunctions: Readonly<Record<string, DataFunction>> = {
  fail: { parameters: ["string"], call: stop },
  required: { parameters: ["string", "interface {}"], call: required },
  toYaml: { parameters: ["interface {}"], call: (value = null) => writeYaml(value) },
  fromYaml: {
    parameters: ["string"],
    call: reading(readYaml, isMap, { empty: {}, failed: (type) => ({ Error: fromYaml + intoMap(type) }) }),
  },
  fromYamlArray: {
    parameters: ["string"],
    call: reading(readYaml, isList, { empty: [], failed: (type) => [fromYaml + intoList(type)] }),
  },
  fromJson: {
    parameters: ["string"],
    call: reading(JSON.parse, isMap, { empty: {}, failed: (type) => ({ Error: intoMap(type) }) }),
  },
  fromJsonArray: {
    parameters: ["string"],
    call: reading(JSON.parse, isList, { empty: [], failed: (type) => [intoList(type)] }),
  },
  // Without a cluster, lookups find nothing.
  lookup: { parameters: ["string", "string", "string", "string"], call: () => ({}) },
};
