import { GoStruct, isFailure, parse, render, strictOptions, type Value } from "@kalypso-actions/go-template";
import { expect, test } from "vitest";

const digits = "1".repeat(200_000);

test.each<[string, string, string]>([
  ["float64", `${digits}x`, "0"],
  ["float64", `1.${digits}x`, "0"],
  ["float64", `${digits}.5e-199999`, "1.1111111111111112"],
  ["int", `${digits}x`, "0"],
  ["atoi", `${digits}x`, "0"],
])("%s reads a long text in time that grows with its length, %#", (name, text, expected) => {
  const template = parse("number", `{{ ${name} .Text }}`, strictOptions);
  if (isFailure(template)) throw new Error(template.message);
  const data = new GoStruct("main.Data", new Map<string, Value>([["Text", text]]));
  expect(render(template, data, strictOptions)).toEqual({ text: expected });
});

test.each([
  ["begin lines of one type", "-----BEGIN A-----\n"],
  ["begin lines of many types", undefined],
  ["half of a begin line", "\n-----BEGIN "],
  ["dashes", "-----"],
])("buildCustomCert reads %s of 1 MiB once", (_, part) => {
  const most = 1024 * 1024;
  const many = () => Array.from({ length: most / 20 }, (_, type) => `-----BEGIN ${type}-----\n`).join("");
  const text = Buffer.from(part === undefined ? many() : part.repeat(most / part.length)).toString("base64");
  const template = parse("pem", "{{ buildCustomCert .Text .Text }}", strictOptions);
  if (isFailure(template)) throw new Error(template.message);
  const data = new GoStruct("main.Data", new Map<string, Value>([["Text", text]]));
  expect(JSON.stringify(render(template, data, strictOptions))).toContain("unable to decode certificate");
});

test("wrapWith looks at each word of 1 MiB once", () => {
  const template = parse("wrap", '{{ len (wrapWith 5 "" .Text) }}', strictOptions);
  if (isFailure(template)) throw new Error(template.message);
  const data = new GoStruct("main.Data", new Map<string, Value>([["Text", "x".repeat(2 ** 20)]]));
  expect(render(template, data, strictOptions)).toEqual({ text: String(2 ** 20 + Math.floor(2 ** 20 / 5)) });
});
