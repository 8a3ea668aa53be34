/** A team brings schemas and values: both together must not take longer than each. */
import { describe, expect, test } from "vitest";
import { SchemaCompiler } from "../src/schema-compiler.ts";
import { ConfigValidator } from "../src/validate.ts";

const place = { file: "f.yaml", line: 1, column: 1 };

function messagesOf(schema: string, data: Readonly<Record<string, string>>): readonly string[] {
  const embedded = {
    name: "s",
    labels: {},
    place,
    schema: { text: schema, origin: { ...place, verbatim: true } },
  };
  const clusterType = {
    name: "drone",
    labels: {},
    reconciler: "r",
    namespaceService: "n",
    configType: "c",
    place,
  };
  const own = {
    workload: "app",
    workspace: "team",
    registration: "app",
    labels: {},
    manifests: {},
    configSchemas: [],
  };
  const destination = { clusterType, deploymentTarget: { name: "app-t", ...own, place } };
  const validator = new ConfigValidator({ configSchemas: [embedded] });
  return validator.validate(destination, { data, origins: new Map() }).map(({ message }) => message);
}

function errorsOf(schema: string, value: unknown): readonly (string | undefined)[] {
  const validate = new SchemaCompiler().compile(schema);
  return validate({ V: value })
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const most = 1024 * 1024;

test.each([
  ["in one pattern", { V: "x".repeat(most) }],
  [
    "in many values",
    Object.fromEntries(Array.from({ length: 1_000 }, (_, key) => [`V${key}`, "x".repeat(1_000)])),
  ],
])("patterns that are long for a configuration are a violation, and end at once: %s", (_, data) => {
  const schema = JSON.stringify({ patternProperties: { "^V": { pattern: "(?:x?){1000}[yz]" } } });
  expect(messagesOf(schema, data)).toEqual([
    "the schema's patterns are too long for a configuration of this size; expected fewer repetitions",
  ]);
});

test("each pattern is its own, in one schema and among schemas, whoever brought the first", () => {
  const compiler = new SchemaCompiler();
  const anything = compiler.compile('{ properties: { V: { pattern: "." } } }');
  const both = compiler.compile('{ properties: { V: { pattern: "^a$" }, W: { pattern: "^b$" } } }');
  const named = compiler.compile('{ patternProperties: { "^X": { pattern: "^c$" } } }');
  expect([anything({ V: "z" }), both({ V: "a", W: "b" }), named({ X: "c", V: "z" })]).toEqual([
    true,
    true,
    true,
  ]);
  expect([both({ V: "b" }), both({ W: "a" }), named({ X: "a" }), anything({ V: "" })]).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test("each configuration has its own steps, and usual patterns enough of them", () => {
  const schema = JSON.stringify({
    properties: { V: { pattern: "^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?x*$" } },
  });
  for (let count = 0; count < 20; count++) expect(messagesOf(schema, { V: "x".repeat(100_000) })).toEqual([]);
});

test.each(["http://", "http://a@", "ftp://a:"])("an address of 1 MiB that begins with %s", (start) => {
  for (const more of [":", "@", "a@", "a-", "a."])
    expect(
      errorsOf("{ properties: { V: { format: url } } }", `${start + more.repeat(most / more.length)} `),
    ).toEqual(['/V must match format "url"']);
});

test("an address may have a user and a password", () => {
  const schema = "{ properties: { V: { format: url } } }";
  expect(errorsOf(schema, "https://user:pass:word@example.com:8080/x?y#z")).toEqual([]);
  expect(errorsOf(schema, "https://user@example.com")).toEqual([]);
  expect(errorsOf(schema, "https://10.0.0.1")).toEqual(['/V must match format "url"']);
});

describe("uniqueItems", () => {
  const schema = "{ properties: { V: { uniqueItems: true } } }";

  test("finds no equal items in a long list of maps, in time that grows with its length", () => {
    const items = Array.from({ length: 150_000 }, (_, index) => ({ a: index }));
    expect(errorsOf(schema, items)).toEqual([]);
    expect(errorsOf(schema, [...items, { a: 7 }])).toEqual([
      "/V must NOT have duplicate items (items ## 7 and 150000 are identical)",
    ]);
  });

  test.each([
    [[{ a: 1, b: [2] }, 1, { b: [2], a: 1 }], "0 and 2"],
    [[[{ 2: "x", 1: "y" }], [{ 1: "y", 2: "x" }]], "0 and 1"],
    [[null, "null", null], "0 and 2"],
    [[0, -0], "0 and 1"],
  ])("compares as JSON Schema does: %j", (items, pair) => {
    expect(errorsOf(schema, items)).toEqual([
      `/V must NOT have duplicate items (items ## ${pair} are identical)`,
    ]);
  });

  test.each([
    [[1, "1", true, "true", null, "null"]],
    [
      [
        [1, 2],
        [2, 1],
      ],
    ],
    [[{ a: 1 }, { a: 1, b: 1 }]],
  ])("tells apart %j", (items) => {
    expect(errorsOf(schema, items)).toEqual([]);
  });

  test("may be false", () => {
    expect(errorsOf("{ properties: { V: { uniqueItems: false } } }", [1, 1])).toEqual([]);
  });
});
