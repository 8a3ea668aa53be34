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
