/** Converts between the data of the engine's users and the values of the template language. */
import { deep, GoError } from "./values/function.ts";
import {
  dictionary,
  GoComplex,
  type GoFunction,
  GoInteger,
  GoMap,
  GoObject,
  GoSlice,
  GoStruct,
  list,
  toValue,
  type Value,
} from "./values/value.ts";

/** Numbers become float64, as when Go reads JSON; bigints become int. */
export type GoData =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly GoData[]
  | GoRecord
  | { readonly [key: string]: GoData };

/** Data with a fixed set of fields: asking for another one is an error, while a missing map key only has no value. */
export class GoRecord {
  /** The type's name in errors. */
  readonly type: string;
  readonly fields: Readonly<Record<string, GoData>>;

  constructor(type: string, fields: Readonly<Record<string, GoData>>) {
    this.type = type;
    this.fields = fields;
  }
}

/** A function added by a user of the engine. */
export interface DataFunction {
  readonly parameters: readonly ("string" | "interface {}")[];
  /**
   * Receives arguments of the declared types.
   * @throws GoError to reject them
   */
  readonly call: (...args: readonly GoData[]) => GoData;
}

export function toGo(data: GoData): Value {
  if (typeof data !== "object" || data === null) return data;
  if (Array.isArray(data)) return list(data.map(toGo));
  const entriesOf = (fields: object) =>
    Object.entries(fields).map(([name, value]): [string, Value] => [name, toGo(value)]);
  if (data instanceof GoRecord) return new GoStruct(data.type, new Map(entriesOf(data.fields)));
  return dictionary(entriesOf(data));
}

/** @throws GoError for anything that is not data */
function fromGo(value: Value): GoData {
  if (value instanceof GoInteger) return value.value;
  if (value instanceof GoComplex) throw new GoError(`cannot take a ${value.type}`);
  if (value instanceof GoObject) return value.marshalText();
  if (value instanceof GoSlice) return value.items.map(fromGo);
  if (!(value instanceof GoMap || value instanceof GoStruct)) return value;
  const entries = value instanceof GoMap ? value.entries : value.fields;
  return Object.fromEntries([...entries].map(([key, item]) => [String(key), fromGo(item)]));
}

export function goFunction({ parameters, call }: DataFunction): GoFunction {
  return deep({
    parameters,
    rest: undefined,
    call: (args) => toGo(call(...args.map((arg) => fromGo(toValue(arg))))),
    cost: undefined,
  });
}
