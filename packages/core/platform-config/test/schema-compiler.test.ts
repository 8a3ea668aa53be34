import { describe, expect, test } from "vitest";
import { SchemaCompiler } from "../src/schema-compiler.ts";

const draft = (version: string) => `$schema: https://json-schema.org/draft/${version}/schema\n`;

test("schemas are isolated from each other, whatever their IDs", () => {
  const compiler = new SchemaCompiler();
  const named = `$id: "https://example.com/s"\n$defs: { a: { $anchor: a, type: integer } }\nproperties: { A: { $ref: "#a" } }\n`;
  const sameName = named.replace("integer", "boolean");
  expect(compiler.compile(draft("2020-12") + named)({ A: 1 })).toBe(true);
  expect(compiler.compile(draft("2020-12") + sameName)({ A: 1 })).toBe(false);
  const definition = (type: string) =>
    `definitions: { a: { type: ${type} } }\nproperties: { A: { $ref: "#/definitions/a" } }\n`;
  expect(compiler.compile(definition("integer"))({ A: 1 })).toBe(true);
  expect(compiler.compile(definition("boolean"))({ A: 1 })).toBe(false);
  expect(() => compiler.compile('properties: { A: { $ref: "https://example.com/s" } }\n')).toThrow(/resolve/);
});

test("an unusable schema does not affect later ones", () => {
  const compiler = new SchemaCompiler();
  expect(() => compiler.compile('properties: { A: { pattern: "(?=x)" } }\n')).toThrow(/regexp/);
  expect(() => compiler.compile("type: [nonsense]\n")).toThrow(/schema is invalid/);
  expect(compiler.compile('properties: { A: { pattern: "^x" } }\n')({ A: "y" })).toBe(false);
});

test("each dialect follows its own rules", () => {
  const compiler = new SchemaCompiler();
  const tuple = "properties: { A: { prefixItems: [{ type: integer }] } }\n";
  expect(compiler.compile(tuple)({ A: ["x"] })).toBe(true);
  expect(compiler.compile(draft("2020-12") + tuple)({ A: ["x"] })).toBe(false);
});

test("a text that several targets share is compiled once", () => {
  const compiler = new SchemaCompiler();
  const text = "required: [A]\n";
  expect(compiler.compile(text)).toBe(compiler.compile(text));
  expect(compiler.compile(text)).not.toBe(compiler.compile(`${text}# another\n`));
});

test("formats are checked, in each dialect", () => {
  const compiler = new SchemaCompiler();
  for (const text of ["", draft("2020-12")]) {
    const validate = compiler.compile(`${text}properties: { A: { format: ipv4 } }\n`);
    expect([validate({ A: "10.0.0.1" }), validate({ A: "10.0.0" })]).toEqual([true, false]);
  }
});

describe("a schema that could take for ever is refused before it is used", () => {
  const chain = (length: number, target: (index: number) => string, name: (index: number) => object) =>
    JSON.stringify({
      $defs: Object.fromEntries(
        Array.from({ length }, (_, index) => {
          const ref = { $ref: target(index + 1) };
          const body = index === length - 1 ? { type: "string" } : { anyOf: [ref, { allOf: [ref] }] };
          return [`d${index}`, { ...name(index), ...body }];
        }),
      ),
      $ref: target(0),
    });
  const compile = (text: string) => () => new SchemaCompiler().compile(text);

  test("attack 11: references that double with every link", () => {
    const byPointer = (length: number) =>
      chain(
        length,
        (index) => `#/$defs/d${index}`,
        () => ({}),
      );
    expect(compile(byPointer(8))).not.toThrow();
    expect(compile(byPointer(34))).toThrow(/multiply to more than 10000 subschemas/);
    const byAnchor = chain(
      34,
      (index) => `#a${index}`,
      (index) => ({ $anchor: `a${index}` }),
    );
    expect(compile(byAnchor)).toThrow(/multiply/);
    const byId = chain(
      34,
      (index) => `https://example.com/d${index}`,
      (index) => ({ $id: `https://example.com/d${index}` }),
    );
    expect(compile(byId)).toThrow(/multiply/);
  });

  test("attack 11: keywords that need somebody to wait", () => {
    expect(compile('{"$async": true, "required": ["NOPE"]}')).toThrow(/\$async/);
  });

  test("but not one that refers to itself for a part of the value", () => {
    const tree =
      "$defs: { t: { properties: { left: { $ref: '#/$defs/t' }, right: { $ref: '#/$defs/t' } } } }\n$ref: '#/$defs/t'\n";
    expect(compile(tree)).not.toThrow();
    expect(
      compile("properties: { A: { $ref: '#' } }\ndependencies: { A: { required: [B] }, B: [A] }\n"),
    ).not.toThrow();
    expect(compile("anyOf: [{ $ref: '#/$defs/none/at/all' }]\n")).toThrow(/resolve/);
  });
});

test("a schema whose values take too long to compare is refused", () => {
  const compiler = new SchemaCompiler();
  const values = (count: number) => JSON.stringify(Array.from({ length: count }, (_, index) => `v${index}`));
  expect(compiler.compile(`enum: ${values(5_000)}`)("v4999")).toBe(true);
  expect(() => compiler.compile(`enum: ${values(10_001)}`)).toThrow("more than 10000 values");
  const many = Array.from({ length: 3 }, (_, index) => `p${index}: {enum: ${values(7_000)}}`);
  expect(() => compiler.compile(`properties: {${many.join(", ")}}`)).toThrow("more than 10000 values");
});

test("a schema that is nested too deeply is refused in a few words", () => {
  const deep = (open: string, close: string) => open.repeat(20_000) + close.repeat(20_000);
  for (const text of [deep("[", "]"), `{"a":${deep('{"not":', "")}`])
    expect(() => new SchemaCompiler().compile(text)).toThrow(/^it is nested too deeply$/);
  expect(() => new SchemaCompiler().compile("a: [\n")).toThrow(/^[^\n]+[^:\n]$/);
});

test("a name that an escaped line break divides is no other schema's", () => {
  const compiler = new SchemaCompiler();
  const named = '? "$i\\\n  d"\n: other\nproperties: { V: { type: number } }\n';
  expect(compiler.compile(named)({ V: "x" })).toBe(false);
  expect(() => compiler.compile("properties: { V: { $ref: other } }")).toThrow(/resolve reference other/);
});
