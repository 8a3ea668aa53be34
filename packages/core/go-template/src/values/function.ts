import type { Cell, GoFunction, ParameterType, ParameterTypes } from "./value.ts";

/** What a function refuses: an error that it returns, or a panic; Go reports both as `error calling <name>: <message>`. */
export class GoError extends Error {}

type Arguments<Types extends readonly ParameterType[]> = {
  -readonly [Index in keyof Types]: ParameterTypes[Types[Index]];
};

export type Functions = Readonly<Record<string, GoFunction>>;

/**
 * A function of a template.
 * @param call gets arguments that have the types; throws {@link GoError}
 * @param cost where the result may be much larger than the arguments: its length
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

/** A function that walks its arguments all the way down. */
export function deep(goFunction: GoFunction): GoFunction {
  return { ...goFunction, isDeep: true };
}

/** A function that makes text of its arguments, all the way down. */
export function printing(goFunction: GoFunction): GoFunction {
  return { ...goFunction, isDeep: true, prints: true };
}
