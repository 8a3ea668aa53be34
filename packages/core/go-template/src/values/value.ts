/**
 * How the values of a Go template are represented in JavaScript:
 *
 * | Go | here |
 * |---|---|
 * | string, bool, float64 | string (see text.ts), boolean, number |
 * | int | bigint |
 * | int64, uint64, uint8, ... | {@link GoInteger} |
 * | slices, maps, the data | {@link GoSlice}, {@link GoMap}, {@link GoStruct} |
 * | times, versions | {@link GoObject} |
 * | a nil interface | null |
 * | the invalid reflect.Value: a missing key, a nil that went through a pipe | undefined |
 *
 * The elements of a `interface {}` map or list are interfaces. Go shows that in errors, so field access and `range` wrap
 * them in {@link GoInterface} until a pipeline or a parameter unwraps them.
 */
export type Value =
  | string
  | boolean
  | number
  | bigint
  | null
  | GoInteger
  | GoComplex
  | GoSlice
  | GoMap
  | GoStruct
  | GoObject;

/** A value as Go's reflection holds it: it may be invalid, or an interface around a value. */
export type Cell = Value | GoInterface | undefined;

type IntegerType = "int64" | "uint64" | "int32" | "uint8" | "uint32";

/** An integer of a type other than int. */
export class GoInteger {
  readonly type: IntegerType;
  readonly value: bigint;

  constructor(type: IntegerType, value: bigint) {
    this.type = type;
    this.value = value;
  }
}

export class GoComplex {
  readonly type = "complex128";
  readonly real: number;
  readonly imaginary: number;

  constructor(real: number, imaginary: number) {
    this.real = real;
    this.imaginary = imaginary;
  }
}

type SliceType = "[]interface {}" | "[]string" | "[]int" | "[][]interface {}" | "[]uint8";

export class GoSlice {
  readonly type: SliceType;
  readonly items: Value[];
  readonly isNil: boolean;

  constructor(type: SliceType, items: Value[], isNil = false) {
    this.type = type;
    this.items = items;
    this.isNil = isNil;
  }
}

type MapType = "map[string]interface {}" | "map[string]string" | "map[interface {}]interface {}";

/** Keys are strings, or any comparable value if the key type is `interface {}`. */
export class GoMap {
  readonly type: MapType;
  readonly entries: Map<Value, Value>;
  readonly isNil: boolean;

  constructor(type: MapType, entries: Map<Value, Value>, isNil = false) {
    this.type = type;
    this.entries = entries;
    this.isNil = isNil;
  }
}

/** The data of a template. */
export class GoStruct {
  readonly type: string;
  readonly fields: ReadonlyMap<string, Value>;
  /** Deprecated names, which can be asked for but are not listed; undefined if there is no value. */
  readonly aliases: ReadonlyMap<string, Value | undefined>;

  constructor(
    type: string,
    fields: ReadonlyMap<string, Value>,
    aliases: ReadonlyMap<string, Value | undefined> = new Map(),
  ) {
    this.type = type;
    this.fields = fields;
    this.aliases = aliases;
  }
}

/** A value of a Go type with methods; prints as its text. */
export abstract class GoObject {
  abstract readonly type: string;
  /** struct for a plain value, ptr for a pointer, int for a named number. */
  abstract readonly kind: "struct" | "ptr" | "int";
  /** The result of its String method. */
  abstract text(): string;
  /** Its value in JSON and YAML. */
  abstract marshalText(): string;
  /** Its exported methods by name. */
  abstract method(name: string): GoFunction | undefined;
}

/**
 * The interface that holds an element of `map[string]interface {}` or `[]interface {}`; never around nil, which is
 * null.
 */
export class GoInterface {
  readonly value: Exclude<Value, null>;

  constructor(value: Exclude<Value, null>) {
    this.value = value;
  }
}

export function inInterface(value: Value): Cell {
  return value === null ? null : new GoInterface(value);
}

/** The value inside an interface; undefined for a nil one. */
export function indirect(cell: Cell): Exclude<Value, null> | undefined {
  if (cell instanceof GoInterface) return cell.value;
  return cell ?? undefined;
}

/** A cell passed to a parameter of type `interface {}`: invalid becomes nil. */
export function toValue(cell: Cell): Value {
  return indirect(cell) ?? null;
}

/** The type as reflect prints it; `interface {}` for interfaces and nil. */
export function typeOf(cell: Cell): string {
  switch (typeof cell) {
    case "string":
      return "string";
    case "boolean":
      return "bool";
    case "number":
      return "float64";
    case "bigint":
      return "int";
    default:
      return cell === null || cell === undefined || cell instanceof GoInterface ? "interface {}" : cell.type;
  }
}

/** The kind as reflect prints it: `slice`, `map`, `struct`, `ptr`, `invalid`, or the type's own name. */
export function kindOf(value: Value | undefined): string {
  if (value === null || value === undefined) return "invalid";
  if (value instanceof GoSlice) return "slice";
  if (value instanceof GoMap) return "map";
  if (value instanceof GoStruct) return "struct";
  if (value instanceof GoObject) return value.kind;
  return typeOf(value);
}

/** The zero value of a type: what a missing map element yields. */
export function zeroElement(type: MapType): Value {
  return type === "map[string]string" ? "" : null;
}

const noValues: Value[] = [];

export function list(items: Value[]): GoSlice {
  return new GoSlice("[]interface {}", items);
}

export function strings(items: string[]): GoSlice {
  return new GoSlice("[]string", items);
}

export function nilSlice(type: SliceType): GoSlice {
  return new GoSlice(type, noValues.slice(), true);
}

export function dictionary(entries: Iterable<readonly [string, Value]>): GoMap {
  return new GoMap("map[string]interface {}", new Map<Value, Value>(entries));
}

export function int64(value: bigint): GoInteger {
  return new GoInteger("int64", BigInt.asIntN(64, value));
}

/** An integer of any type as a bigint; undefined for everything else. */
export function integerOf(value: Value | undefined): bigint | undefined {
  if (typeof value === "bigint") return value;
  return value instanceof GoInteger ? value.value : undefined;
}

/** The parameter types, by the name Go prints, each with its representation here. */
export interface ParameterTypes {
  readonly "interface {}": Value;
  /** Any value unchanged, including interfaces and missing values. */
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

/** Something a template can call: a function, or a method of a value. */
export interface GoFunction {
  readonly parameters: readonly ParameterType[];
  /** The type of the variadic arguments; undefined if there are none. */
  readonly rest: ParameterType | undefined;
  /** Receives arguments of the declared types. */
  readonly call: (args: readonly Cell[]) => Cell;
  /** Walks its arguments recursively, so large or cyclic values cost accordingly. */
  readonly isDeep?: boolean;
  /** Converts its arguments to text, so a missing value among them is reported. */
  readonly prints?: boolean;
  /** An estimate, made before the call, of the characters or elements it produces. */
  readonly cost: ((args: readonly Cell[]) => number) | undefined;
}
