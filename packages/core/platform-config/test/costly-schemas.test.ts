/** A team brings schemas and values: both together must not take longer than each. */
import { readConfigValue } from "@kalypso-actions/yaml-values";
import { describe, expect, test } from "vitest";
import { SchemaCompiler } from "../src/schema-compiler.ts";
import { ConfigValidator } from "../src/validate.ts";

const place = { file: "f.yaml", line: 1, column: 1 };

function messagesOf(
  schema: string,
  texts: Readonly<Record<string, string>>,
  isRead = false,
): readonly string[] {
  const data = isRead
    ? Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, readConfigValue(text).value]))
    : texts;
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

/** Each part refers twice to the next: 40 of them are a million million calls. */
function doubling(refer: (part: number) => string, of: (part: number) => object = () => ({})): object {
  const parts = Array.from({ length: 40 }, (_, part) => {
    const twice = { allOf: [{ $ref: refer(part + 1) }, { $ref: refer(part + 1) }] };
    return [`a${part}`, { ...of(part), ...(part === 39 ? { type: "string" } : twice) }] as const;
  });
  return Object.fromEntries(parts);
}

const pointer = (part: number) => `#/definitions/a${part}`;

test.each([
  [
    "inside a part with a name of its own",
    { V: { $ref: "d#/definitions/a0" }, W: { $id: "d", definitions: doubling(pointer) } },
    {},
  ],
  [
    "by relative addresses",
    {
      V: { $ref: "http://x/d/#/definitions/a0" },
      W: { $id: "http://x/d/", definitions: doubling((part) => `../d/${pointer(part)}`) },
    },
    { $id: "http://x/r" },
  ],
  [
    "by names that are escaped",
    { V: { $ref: "#a0" } },
    {
      definitions: doubling(
        (part) => `#%61${part}`,
        (part) => ({ $id: `#a${part}` }),
      ),
    },
  ],
  [
    "by anchors",
    { V: { $ref: "#a0" } },
    {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $defs: doubling(
        (part) => `#%61${part}`,
        (part) => ({ $anchor: `a${part}` }),
      ),
    },
  ],
  ["in violations of a long list", { L: { items: { allOf: Array(9_000).fill({ type: "number" }) } } }, {}],
])("references and violations that multiply end at once: %s", (_, properties, more) => {
  const list = `[${"a,".repeat(1_000)}]`;
  expect(messagesOf(JSON.stringify({ ...more, properties }), { V: "1", L: list }, true)).toEqual([
    "the schema's references or violations are too many for a configuration of this size; expected fewer",
  ]);
});

test("a schema with very many violations tells the first ones, and how many more there are", () => {
  const schema = JSON.stringify({ allOf: Array(5_000).fill({ required: ["X"] }) });
  const messages = messagesOf(schema, {});
  expect([messages.length, messages[0], messages.at(-1)]).toEqual([
    101,
    "`X` is missing; the schema requires it",
    "4900 more violations are not told",
  ]);
});

test("a schema's own text is no statement that is counted", () => {
  const schema = { properties: { V: { properties: { "errors++;": { type: "number" } } } } };
  expect(errorsOf(JSON.stringify(schema), { "errors++;": "x" })).toEqual(["/V/errors++; must be number"]);
});
