import type { Cell, GoFunction, ParameterType, ParameterTypes } from "./value.ts";

/**
 * A function's failure, whether returned as an error or raised as a panic; Go reports both as `error calling <name>:
 * <message>`.
 */
export class GoError extends Error {}

type Arguments<Types extends readonly ParameterType[]> = {
  -readonly [Index in keyof Types]: ParameterTypes[Types[Index]];
};

export type Functions = Readonly<Record<string, GoFunction>>;

/**
 * Defines a template function.
 * @param call receives arguments of the declared types; throws {@link GoError}
 * @param cost for results that can be much larger than the arguments: the length of the result
 */
export function define<const Types extends readonly ParameterType[]>(
  parameters: Types,
  call: (...args: Arguments<Types>) => Cell,
  cost?: (...args: Arguments<Types>) => number,
): GoFunction {
  const typed = (args: readonly Cell[]) => args as unknown as Arguments<Types>;
  return {
    parameters,
    rest: undefined,
    call: (args) => call(...typed(args)),
    cost: cost && ((args) => cost(...typed(args))),
  };
}

/** A function with any number of further arguments of one type. */
export function defineVariadic<const Types extends readonly ParameterType[], Rest extends ParameterType>(
  { parameters, rest }: { readonly parameters: Types; readonly rest: Rest },
  call: (...args: [...Arguments<Types>, ...ParameterTypes[Rest][]]) => Cell,
  cost?: (...args: [...Arguments<Types>, ...ParameterTypes[Rest][]]) => number,
): GoFunction {
  const typed = (args: readonly Cell[]) =>
    args as unknown as [...Arguments<Types>, ...ParameterTypes[Rest][]];
  return {
    parameters,
    rest,
    call: (args) => call(...typed(args)),
    cost: cost && ((args) => cost(...typed(args))),
  };
}

/** A function that walks its arguments recursively. */
export function deep(goFunction: GoFunction): GoFunction {
  return { ...goFunction, isDeep: true };
}

/** A function that converts its arguments to text, recursively. */
export function printing(goFunction: GoFunction): GoFunction {
  return { ...goFunction, isDeep: true, prints: true };
}
