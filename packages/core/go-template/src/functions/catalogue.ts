import type { Functions } from "../values/function.ts";
import type { GoFunction } from "../values/value.ts";
import { builtinFunctions } from "./builtin.ts";
import { caseFunctions } from "./case.ts";
import { convertFunctions } from "./convert.ts";
import { cryptoFunctions } from "./crypto.ts";
import { dateFunctions } from "./dates.ts";
import { defaultFunctions } from "./defaults.ts";
import { dictionaryFunctions } from "./dictionaries.ts";
import { encodingFunctions } from "./encoding.ts";
import { jsonFunctions } from "./json.ts";
import { kalypsoFunctions } from "./kalypso.ts";
import { listFunctions } from "./lists.ts";
import { mathFunctions } from "./math.ts";
import { pathFunctions } from "./paths.ts";
import { regexFunctions } from "./regex.ts";
import { semverFunctions } from "./semver.ts";
import { stringFunctions } from "./strings.ts";
import { urlFunctions } from "./urls.ts";
import { wrapFunctions } from "./wrap.ts";

/** The functions of Go and sprig. */
const standard: Functions = {
  ...builtinFunctions,
  ...convertFunctions,
  ...defaultFunctions,
  ...dictionaryFunctions,
  ...listFunctions,
  ...mathFunctions,
  ...stringFunctions,
  ...caseFunctions,
  ...wrapFunctions,
  ...pathFunctions,
  ...encodingFunctions,
  ...cryptoFunctions,
  ...regexFunctions,
  ...urlFunctions,
  ...jsonFunctions,
  ...semverFunctions,
  ...dateFunctions,
};

export const standardFunctions: ReadonlyMap<string, GoFunction> = new Map(Object.entries(standard));

/** Every function that a template of the control plane may call. */
export const functions: ReadonlyMap<string, GoFunction> = new Map(
  Object.entries({ ...standard, ...kalypsoFunctions }),
);
