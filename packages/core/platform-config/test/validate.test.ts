import { type ComposedConfig, type ConfigData, ConfigValidator } from "@kalypso-actions/platform-config";
import { type ConfigValue, readConfigValue } from "@kalypso-actions/yaml-values";
import { describe, expect, test } from "vitest";
import { coerce } from "../src/validate.ts";

const place = { file: "f.yaml", line: 1, column: 1 };
const destination = {
  clusterType: { name: "drone", labels: {}, reconciler: "r", namespaceService: "n", configType: "c", place },
  deploymentTarget: {
    name: "app-t",
    workload: "app",
    workspace: "team",
    registration: "app",
    labels: {},
    manifests: {},
    configSchemas: [],
    place,
  },
};

function prepared(schema: string, data: ConfigData, origins: ComposedConfig["origins"] = new Map()) {
  const origin = { ...place, verbatim: true };
  const embedded = { name: "s", labels: {}, place, schema: { text: schema, origin } };
  return { validator: new ConfigValidator({ configSchemas: [embedded] }), config: { data, origins } };
}

function validate(schema: string, data: ConfigData, origins?: ComposedConfig["origins"]) {
  const { validator, config } = prepared(schema, data, origins);
  return validator.validate(destination, config);
}

function messages(schema: string, value: ConfigValue): readonly string[] {
  return validate(schema, { V: value }).map(({ message }) => message);
}

test("a violation shows a value with all its digits", () => {
  const { value } = readConfigValue("{id: 9123456789012345678, huge: [18446744073709551615], 8080: .inf}");
  const schema = `properties: { V: { additionalProperties: { type: string } } }`;
  expect(messages(schema, value)).toEqual([
    "`V.8080` is .inf; it must be string",
    "`V.id` is 9123456789012345678; it must be string",
    "`V.huge` is [18446744073709551615]; it must be string",
  ]);
  expect(messages("properties: { V: { type: string } }", value)).toEqual([
    '`V` is {"id":9123456789012345678,"huge":[18446744073709551615],8080:.inf}; it must be string',
  ]);
});

test("integers beyond 2^53 are compared as doubles", () => {
  const schema = "properties: { V: { properties: { id: { maximum: 9123456789012345000 } } } }";
  expect(messages(schema, readConfigValue("{id: 9123456789012345001}").value)).toEqual([]);
  expect(messages(schema, readConfigValue("{id: 9123456789012346000}").value)).toEqual([
    "`V.id` is 9123456789012346000; it must be <= 9123456789012345000",
  ]);
});

describe("for validation, the text", () => {
  test.each<[string, unknown]>([
    ["true", true],
    ["false", false],
    ["True", "True"],
    ["0", 0],
    ["-7", -7],
    ["-0", -0],
    ["9007199254740991", 9007199254740991],
    ["9007199254740993", "9007199254740993"],
    ["007", "007"],
    ["1.5", 1.5],
    ["1.10", "1.10"],
    ["1e3", "1e3"],
    ["Infinity", "Infinity"],
    ["", ""],
    [" 1", " 1"],
  ])("%j is %j", (text, expected) => {
    expect(coerce(text)).toBe(expected);
  });

  test("is a number where the schema requires one, and text where it requires text", () => {
    expect(messages("properties: { V: { type: integer } }", "12")).toEqual([]);
    expect(messages("properties: { V: { type: string } }", "12")).toEqual([]);
    expect(messages("properties: { V: { type: [boolean, string] } }", "12")).toEqual([]);
    expect(messages("properties: { V: { type: string, maxLength: 1 } }", "12")).toEqual([
      '`V` is "12"; it must NOT have more than 1 characters',
    ]);
    expect(messages("properties: { V: { type: boolean } }", "12")).toEqual([
      '`V` is "12"; it must be boolean',
    ]);
  });
});

describe("a violation names its key and the expected value", () => {
  const of = (schema: string, text = "{a: {x: 1}, list: [{z: 2}]}") =>
    validate(schema, { V: readConfigValue(text).value }).map(({ key, message }) => `${key}: ${message}`);

  test.each([
    ["required: [W]", "W: `W` is missing; the schema requires it"],
    ["properties: { V: { required: [b] } }", "V.b: `V.b` is missing; the schema requires it"],
    [
      "properties: { V: { properties: { a: { additionalProperties: false } } } }",
      "V.a.x: `V.a.x` is not allowed by the schema",
    ],
    ["additionalProperties: false", "V: `V` is not allowed by the schema"],
    ["type: string", ": the configuration must be string"],
    ["minProperties: 2", ": the configuration must NOT have fewer than 2 properties"],
    [
      "properties: { V: { properties: { a: { properties: { x: { enum: [2, three] } } } } } }",
      'V.a.x: `V.a.x` is 1; it must be one of 2, "three"',
    ],
    [
      "properties: { V: { properties: { list: { items: { properties: { z: { minimum: 3 } } } } } } }",
      "V.list.0.z: `V.list.0.z` is 2; it must be >= 3",
    ],
    ["propertyNames: { pattern: '^[a-z]' }", ': the configuration must match pattern "^[a-z]"'],
  ])("%s", (schema, expected) => {
    expect(of(schema)).toContain(expected);
  });

  test("with any characters in the key", () => {
    const schema = "properties: { V: { additionalProperties: { type: string } } }";
    expect(of(schema, "{a/b~c: 1}")).toEqual(["V.a/b~c: `V.a/b~c` is 1; it must be string"]);
  });

  test("without the condition's own error next to its branch's", () => {
    const schema = "if: { required: [V] }\nthen: { required: [W] }\n";
    expect(of(schema)).toEqual(["W: `W` is missing; the schema requires it"]);
  });

  test("at the ConfigMap that set the value last, or at the schema if none did", () => {
    const at = (name: string) => ({
      configMap: name,
      value: "x",
      differences: [],
      place: { ...place, file: `${name}.yaml` },
    });
    const origins = new Map([["V", [at("first"), at("last")]]]);
    const places = validate("required: [W]\nproperties: { V: { type: integer } }", { V: "x" }, origins).map(
      (each) => [each.place.file, each.schema.file],
    );
    expect(places).toEqual([
      ["f.yaml", "f.yaml"],
      ["last.yaml", "f.yaml"],
    ]);
  });

  test("with how YAML 1.1 read a value or a key, if that is the cause", () => {
    const { value, differences } = readConfigValue("{a: on, no: x}");
    const origins = new Map([["V", [{ configMap: "c", value, differences, place }]]]);
    const schema = "properties: { V: { additionalProperties: { type: integer } } }";
    expect(validate(schema, { V: value }, origins).map(({ message }) => message)).toEqual([
      "`V.a` is true; it must be integer (YAML 1.1 reads `on` as true)",
      '`V.false` is "x"; it must be integer (YAML 1.1 reads `no` as the key false)',
    ]);
  });
});

test("a value that was overridden is not the cause, however YAML 1.1 reads it", () => {
  const [first, last] = ["{a: on}", "{a: text}"].map((text) => readConfigValue(text));
  if (first === undefined || last === undefined) throw new Error("no values");
  const origins = new Map([["V", [first, last].map((each) => ({ configMap: "c", ...each, place }))]]);
  const schema = "properties: { V: { additionalProperties: { type: integer } } }";
  expect(validate(schema, { V: last.value }, origins).map(({ message }) => message)).toEqual([
    '`V.a` is "text"; it must be integer',
  ]);
});

describe("a schema", () => {
  test("that refers to itself endlessly gets its own error", () => {
    expect(messages("$ref: '#'", "x")).toEqual(["the schema refers to itself endlessly"]);
  });

  test.each([
    ["[]", "the schema cannot be used: it is not a map; "],
    ["text", "the schema cannot be used: it is not a map; "],
    ["", "the schema cannot be used: it is not a map; "],
    ["a: [", "the schema cannot be used: "],
    ["properties: { V: { pattern: '(?=x)' } }", "the schema cannot be used: "],
  ])("that cannot be used is reported once, at its place: %j", (text, message) => {
    const { validator, config } = prepared(text, { V: "x" });
    expect([1, 2].flatMap(() => validator.validate(destination, config))).toEqual([]);
    expect(validator.diagnostics).toMatchObject([
      { code: "config-schema-invalid", message: expect.stringContaining(message), place: { file: "f.yaml" } },
    ]);
  });

  test("of the target itself applies in addition to labelled ones, with the same result each time", () => {
    const { validator, config } = prepared("{}", { V: "x" });
    const own = { text: "required: [W]", origin: { ...place, line: 9, verbatim: true } };
    const target = { ...destination.deploymentTarget, configSchemas: [own] };
    const first = validator.validate({ ...destination, deploymentTarget: target }, config);
    expect(first.map(({ message }) => message)).toEqual(["`W` is missing; the schema requires it"]);
    expect(validator.validate({ ...destination, deploymentTarget: target }, config)).toEqual(first);
    expect(validator.validate(destination, config)).toEqual([]);
  });
});
