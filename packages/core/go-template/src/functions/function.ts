import type { Cell, GoMap, GoSlice, Value } from "../values/value.ts";

/** What a function refuses: an error that it returns, or a panic; Go reports both as `error calling <name>: <message>`. */
export class GoError extends Error {}

/** The parameter types there are, by the name that Go prints, and what an argument of each is here. */
export interface ParameterTypes {
  readonly "interface {}": Value;
  /** Any value as it is: also an interface, also what is missing. */
  readonly "reflect.Value": Cell;
  readonly string: string;
  readonly bool: boolean;
  readonly int: bigint;
  readonly uint32: Value;
  readonly float64: number;
  readonly "map[string]interface {}": GoMap;
  readonly "[]interface {}": GoSlice;
  readonly "time.Time": Value;
  readonly "*semver.Version": Value;
}

export type ParameterType = keyof ParameterTypes;

type Arguments<Types extends readonly ParameterType[]> = {
  -readonly [Index in keyof Types]: ParameterTypes[Types[Index]];
};

export interface GoFunction {
  readonly parameters: readonly ParameterType[];
  /** The type of the further arguments; none where undefined. */
  readonly rest: ParameterType | undefined;
  /** Gets arguments that have the types. */
  readonly call: (args: readonly Cell[]) => Cell;
  /** Walks its arguments all the way down: a value that is large, or holds itself, costs accordingly. */
  readonly isDeep?: boolean;
  /** Makes text of its arguments: what is missing must not be among them in the product. */
  readonly prints?: boolean;
  /** About how many characters or elements a call makes, told before it makes them. */
  readonly cost: ((args: readonly Cell[]) => number) | undefined;
}

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
  parameters: Types,
  rest: Rest,
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
