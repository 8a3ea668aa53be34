import { expect, test } from "vitest";
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
