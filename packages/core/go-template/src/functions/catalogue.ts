import type { Functions } from "../values/function.ts";
import type { GoFunction } from "../values/value.ts";
import { builtinFunctions } from "./builtin.ts";
import { caseFunctions, operatorCaseFunctions } from "./case.ts";
import { toDecimalInt, toInt } from "./cast.ts";
import { convertFunctions } from "./convert.ts";
import { cryptoFunctions } from "./crypto.ts";
import { dateFunctions } from "./dates.ts";
import { defaultFunctions } from "./defaults.ts";
import { dictionaryFunctions } from "./dictionaries.ts";
import { encodingFunctions } from "./encoding.ts";
import { jsonFunctions } from "./json.ts";
import { kalypsoFunctions, scriptFunctions, textualStringify } from "./kalypso.ts";
import { listFunctions, sliceFunctions } from "./lists.ts";
import { integerFunctions, mathFunctions } from "./math.ts";
import { pathFunctions } from "./paths.ts";
import { regexFunctions } from "./regex.ts";
import { operatorSemverFunctions, semverFunctions } from "./semver.ts";
import { stringFunctions } from "./strings.ts";
import { urlFunctions } from "./urls.ts";
import { wrapFunctions } from "./wrap.ts";

/** The functions of Go and sprig 3.2. */
const standard: Functions = {
  ...builtinFunctions,
  ...convertFunctions,
  ...defaultFunctions,
  ...dictionaryFunctions,
  ...listFunctions,
  ...mathFunctions,
  ...integerFunctions(toInt),
  ...sliceFunctions(toInt),
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

/** Functions that behave differently in the operator's sprig 2.22. */
const operatorSprig: Functions = {
  ...integerFunctions(toDecimalInt),
  ...sliceFunctions(toDecimalInt),
  ...operatorCaseFunctions,
  ...operatorSemverFunctions,
};

/** sprig 3.2's functions plus the operator's own, as recorded (test/vectors/go-template.md). */
export const functions: ReadonlyMap<string, GoFunction> = new Map(
  Object.entries({ ...standard, ...kalypsoFunctions, ...scriptFunctions }),
);

/** Every function a control-plane template may call, behaving as in the operator. */
export const operatorFunctions: ReadonlyMap<string, GoFunction> = new Map([
  ...functions,
  ...Object.entries({ ...operatorSprig, ...textualStringify }),
]);
