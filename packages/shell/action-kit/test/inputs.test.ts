import { expect, test } from "vitest";
import {
  environmentName,
  flag,
  innerPath,
  optional,
  readInputs,
  required,
  seconds,
  secret,
  wholeNumber,
} from "../src/index.ts";

function read(given: Readonly<Record<string, string>>) {
  const masked: string[] = [];
  const source = { text: (name: string) => given[name] ?? "", mask: (text: string) => masked.push(text) };
  const inputs = readInputs(source, {
    "poll-interval": required(seconds(0.01, 600), "15"),
    "target-path": required(innerPath, "."),
    "minimum-configurations": optional(wholeNumber(0, 100)),
    "dry-run": flag(false),
    token: secret(),
  });
  return { inputs, masked };
}

test("returns inputs by their names in camel case, with their defaults", () => {
  expect(read({ token: "t" })).toEqual({
    inputs: {
      pollInterval: 15_000,
      targetPath: "",
      minimumConfigurations: undefined,
      dryRun: false,
      token: "t",
    },
    masked: ["t"],
  });
});

test.each([
  ["Stage", "stage"],
  ["Dev EU", "dev-eu"],
  ["dev_eu", "dev-eu"],
])("names what was probably meant by %s", (given, meant) => {
  const source = { text: () => given, mask: () => {} };
  expect(() => readInputs(source, { environment: required(environmentName) })).toThrow(
    expect.objectContaining({
      diagnostics: [
        {
          severity: "error",
          code: "input-invalid",
          message: `the input \`environment\` cannot be \`${given}\`; expected an environment name: lowercase letters, digits and \`-\``,
          hint: `Did you mean \`${meant}\`?`,
        },
      ],
    }),
  );
});

test("reports all problems at once, without a secret's value", () => {
  const given = {
    "poll-interval": "often",
    "target-path": "../x",
    "minimum-configurations": "-1",
    "dry-run": "yes",
  };
  expect(() => read(given)).toThrow(
    expect.objectContaining({
      diagnostics: [
        expect.objectContaining({
          code: "input-invalid",
          message: expect.stringContaining("`poll-interval` cannot be `often`"),
        }),
        expect.objectContaining({
          message: expect.stringContaining("expected a relative path without `..`"),
        }),
        expect.objectContaining({
          message: expect.stringContaining("expected a whole number from 0 to 100"),
        }),
        expect.objectContaining({ message: expect.stringContaining("expected `true` or `false`") }),
        expect.objectContaining({ code: "input-missing", message: "the input `token` is missing" }),
      ],
    }),
  );
});

test.each([
  ["15", 15_000],
  ["0.01", 10],
  ["1.5", 1_500],
  ["599.999", 599_999],
  ["600", 600_000],
])("converts seconds with decimals to milliseconds: %s", (text, expected) => {
  expect(seconds(0.01, 600).parse(text)).toBe(expected);
});

test.each(["0", "0.001", "600.001", "-1", "1.2345", ".5", "1.", "1e2", "1,5", "1s", "often", "Infinity"])(
  "refuses anything but a time within the bounds: %s",
  (text) => expect(seconds(0.01, 600).parse(text)).toBeUndefined(),
);
