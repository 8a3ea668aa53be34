/** sprig's JSON functions. Those without `must` return an empty result for input they cannot read or write. */
import { decodeJson, JsonError } from "../json/decode.ts";
import { encodeJson, type JsonStyle } from "../json/encode.ts";
import { define, type Functions, GoError, printing } from "../values/function.ts";
import type { Value } from "../values/value.ts";

function read(text: string): Value {
  try {
    return decodeJson(text).value;
  } catch (error) {
    if (error instanceof JsonError) return null;
    throw error;
  }
}

function mustRead(text: string): Value {
  try {
    const { value, problem } = decodeJson(text);
    if (problem !== undefined) throw new GoError(problem);
    return value;
  } catch (error) {
    throw error instanceof JsonError ? new GoError(error.message) : error;
  }
}

function writing(style: JsonStyle, isQuiet: boolean) {
  return printing(
    define(["interface {}"], (value) => {
      try {
        return encodeJson(value, style);
      } catch (error) {
        if (isQuiet && error instanceof GoError) return "";
        throw error;
      }
    }),
  );
}

const compact: JsonStyle = { escapesHtml: true, indent: undefined };
const pretty: JsonStyle = { escapesHtml: true, indent: "  " };
const raw: JsonStyle = { escapesHtml: false, indent: undefined };

export const jsonFunctions: Functions = {
  fromJson: define(["string"], read),
  mustFromJson: define(["string"], mustRead),
  toJson: writing(compact, true),
  mustToJson: writing(compact, false),
  toPrettyJson: writing(pretty, true),
  mustToPrettyJson: writing(pretty, false),
  // This one panics if it cannot write the value.
  toRawJson: writing(raw, false),
  mustToRawJson: writing(raw, false),
};
