/**
 * The values of the platform configuration, with the types that gopkg.in/yaml.v2 gives them:
 *
 * | Go | here |
 * |---|---|
 * | string | string; bytes that are not text as the lone surrogates U+DC80 to U+DCFF |
 * | bool, nil | boolean, null |
 * | int, uint64 | bigint |
 * | float64 | number |
 * | []interface{} | array |
 * | map[interface{}]interface{} | {@link ValueMap} |
 */
export type ConfigValue = string | number | bigint | boolean | null | readonly ConfigValue[] | ValueMap;

export type ValueKey = string | number | bigint | boolean | null;

/** A map whose keys keep their type, in written order. Immutable. */
export class ValueMap {
  readonly entries: ReadonlyMap<ValueKey, ConfigValue>;
  /** The written form of keys that are not strings: `yes` for true, `0755` for 493. */
  readonly written: ReadonlyMap<string, ValueKey>;

  constructor(
    entries: Iterable<readonly [ValueKey, ConfigValue]>,
    written: ReadonlyMap<string, ValueKey> = new Map(),
  ) {
    this.entries = new Map(entries);
    this.written = written;
  }

  static of(values: Readonly<Record<string, ConfigValue>>): ValueMap {
    return new ValueMap(Object.entries(values));
  }

  /**
   * The value for a key's text: of a string key, otherwise of a key that prints like it, otherwise of one written like
   * it.
   */
  named(name: string): ConfigValue | undefined {
    const direct = this.entries.get(name);
    if (direct !== undefined) return direct;
    for (const [key, value] of this.entries)
      if (typeof key !== "string" && keyText(key) === name) return value;
    const written = this.written.get(name);
    return written === undefined ? undefined : this.entries.get(written);
  }
}

/** Floats as YAML writes them. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  return Number.isFinite(value) ? String(value) : value > 0 ? ".inf" : "-.inf";
}

export function keyText(key: ValueKey): string {
  return typeof key === "number" ? numberText(key) : String(key);
}

export function isMap(value: ConfigValue | undefined): value is ValueMap {
  return value instanceof ValueMap;
}

/** Whether a value is an array; `Array.isArray` does not narrow readonly arrays. */
export function isList(value: ConfigValue | undefined): value is readonly ConfigValue[] {
  return Array.isArray(value);
}

/** A value as JSON data: keys as strings, integers as numbers. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** A value on one line, like JSON, with all digits of its integers. */
export function shownText(value: ConfigValue): string {
  if (typeof value === "bigint" || typeof value === "number") return keyText(value);
  if (isList(value)) return `[${value.map(shownText).join(",")}]`;
  if (!isMap(value)) return JSON.stringify(value);
  const entries = [...value.entries].map(
    ([key, item]) => `${typeof key === "string" ? JSON.stringify(key) : keyText(key)}:${shownText(item)}`,
  );
  return `{${entries.join(",")}}`;
}

function jsonOf(value: ConfigValue, integer: (value: bigint) => JsonValue): JsonValue {
  if (typeof value === "bigint") return integer(value);
  if (isList(value)) return value.map((item) => jsonOf(item, integer));
  if (isMap(value))
    return Object.fromEntries([...value.entries].map(([key, item]) => [keyText(key), jsonOf(item, integer)]));
  return value;
}

/** A value as parsed JSON: integers beyond 2^53 lose digits. For checks, which do not print it. */
export function toJson(value: ConfigValue): JsonValue {
  return jsonOf(value, Number);
}

/** A value as JSON with all its digits: integers beyond 2^53 are strings. */
export function toWholeJson(value: ConfigValue): JsonValue {
  return jsonOf(value, (whole) => (Number.isSafeInteger(Number(whole)) ? Number(whole) : String(whole)));
}
