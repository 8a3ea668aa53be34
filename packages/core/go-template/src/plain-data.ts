/** Data of the engine's users, to the values of the template language and back. */
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

/** Numbers are float64, as what Go reads from JSON; bigints are int. */
export type GoData =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly GoData[]
  | GoRecord
  | { readonly [key: string]: GoData };

/** Data with fields of its own only: to ask for another is an error, where a key that a map lacks has no value. */
export class GoRecord {
  /** The type's name in errors. */
  readonly type: string;
  readonly fields: Readonly<Record<string, GoData>>;

  constructor(type: string, fields: Readonly<Record<string, GoData>>) {
    this.type = type;
    this.fields = fields;
  }
}

/** A function that a user of the engine adds. */
export interface DataFunction {
  readonly parameters: readonly ("string" | "interface {}")[];
  /** Gets arguments that have the types. @throws GoError for what it refuses */
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

/** @throws GoError for what is no data */
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
