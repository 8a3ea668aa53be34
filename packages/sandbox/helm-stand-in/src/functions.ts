/** The functions that helm adds to sprig's (https://helm.sh/docs/chart_template_guide/function_list). */
import { type DataFunction, type GoData, GoError } from "@kalypso-actions/go-template";
import { isMap, readYaml, writeYaml } from "./yaml.ts";

/** Before the message of a template that stops by itself, and behind it: characters that no text has. */
const marks = { begin: "\ue000", end: "\ue001" };

function stop(message: GoData | undefined): never {
  throw new GoError(`${marks.begin}${message}${marks.end}`);
}

/** What a template says where it stops by itself: all that is shown of the error then, besides its place. */
export function stopMessage(error: string): string | undefined {
  const begin = error.indexOf(marks.begin);
  return begin < 0 ? undefined : error.slice(begin + 1, error.indexOf(marks.end, begin));
}

function required(message: GoData | undefined, value: GoData = null): GoData {
  return value === null || value === "" ? stop(message) : value;
}

/** What is wrong with the text goes into the result, as helm has it. */
function reading<T extends GoData>(
  accepts: (value: GoData) => value is T,
  empty: T,
  failed: (message: string) => T,
) {
  return (text: GoData = ""): GoData => {
    try {
      const value = readYaml(String(text)) ?? empty;
      return accepts(value)
        ? value
        : failed(`error unmarshaling JSON: not a ${Array.isArray(empty) ? "list" : "map"}`);
    } catch (error) {
      return failed(error instanceof Error ? error.message : String(error));
    }
  };
}

const isList = (value: GoData): value is GoData[] => Array.isArray(value);

export const helmFunctions: Readonly<Record<string, DataFunction>> = {
  fail: { parameters: ["string"], call: stop },
  required: { parameters: ["string", "interface {}"], call: required },
  toYaml: { parameters: ["interface {}"], call: (value = null) => writeYaml(value) },
  fromYaml: { parameters: ["string"], call: reading(isMap, {}, (message) => ({ Error: message })) },
  fromYamlArray: { parameters: ["string"], call: reading(isList, [], (message) => [message]) },
  // Without a cluster, nothing is found.
  lookup: { parameters: ["string", "string", "string", "string"], call: () => ({}) },
};
