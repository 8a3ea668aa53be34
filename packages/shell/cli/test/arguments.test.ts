import { describe, expect, test } from "vitest";
import { type CommandLine, parseArguments } from "../src/arguments.ts";
import { readOptions } from "../src/options.ts";
import { UsageError } from "../src/usage-error.ts";

function lineOf(...args: readonly string[]): CommandLine {
  const request = parseArguments(args);
  if (request.kind !== "command") throw new Error(`${args.join(" ")} is ${request.kind}`);
  return request.line;
}

/** Everything that is told about wrong arguments, in one run. */
function problemsOf(...args: readonly string[]): readonly string[] {
  try {
    readOptions(lineOf(...args));
    return [];
  } catch (error) {
    if (error instanceof UsageError) return error.problems;
    throw error;
  }
}

describe("reads", () => {
  test("--option=value like --option value, around arguments", () => {
    const line = lineOf("explain", "--environment=dev", "a", "--key", "REGION", "b");
    expect(readOptions(line)).toMatchObject({ environment: "dev", key: "REGION", operands: ["a", "b"] });
  });

  test("everything after -- as an argument", () => {
    const line = lineOf("explain", "--environment", "dev", "--", "--key", "-1");
    expect(readOptions(line)).toMatchObject({ key: undefined, operands: ["--key", "-1"] });
  });

  test("a value with = in it", () => {
    expect(readOptions(lineOf("schedule", "--environment=dev", "--out=a=b")).out).toBe("a=b");
  });

  test("a flag", () => {
    expect(readOptions(lineOf("diff", "--environment", "dev", "--exit-code")).exitCode).toBe(true);
    expect(readOptions(lineOf("diff", "--environment", "dev")).exitCode).toBe(false);
  });

  test.each([
    [[], "help"],
    [["--help"], "help"],
    [["help", "diff"], "help"],
    [["diff", "-h"], "help"],
    [["diff", "--environment", "--help"], "command"],
    [["diff", "--nonsense", "--help"], "help"],
    [["--version"], "version"],
    [["-V"], "version"],
  ])("%j as %s", (args, kind) => {
    expect(parseArguments(args).kind).toBe(kind);
  });
});

describe("tells all problems at once", () => {
  test.each([
    [
      ["render", "--shard", "9", "--jobs", "-1", "--format", "jsno"],
      [
        "--environment is missing",
        "--out is missing",
        "--format is jsno; expected text, json, github; did you mean json?",
        "--shard is 9; expected <index>/<count>, with an index from 1 to the count, such as 3/8",
        "--jobs is -1; expected a number from 1 to 64",
      ],
    ],
    [
      ["schedule", "--enviroment", "dev", "--fromat", "json"],
      [
        "unknown option --enviroment; did you mean --environment?",
        "unknown option --fromat; did you mean --format?",
      ],
    ],
    [["schedule", "--environment=dev", "-x"], ["unknown option -x"]],
    [["schedule", "-environment", "dev"], ["unknown option -environment; did you mean --environment?"]],
    [["schedule", "--environment"], ["--environment needs a value"]],
    [
      ["schedule", "--nonsense", "--environment"],
      ["unknown option --nonsense", "--environment needs a value"],
    ],
    [["schedule", "--environment", "--out", "x"], ["--environment needs a value; found --out"]],
    [["schedule", "--environment="], ["--environment is empty; expected <name>"]],
    [
      ["schedule", "--environment", "a", "--environment", "b"],
      ["--environment is given 2 times; expected once"],
    ],
    [["diff", "--environment", "dev", "--exit-code=yes"], ["--exit-code takes no value"]],
    [["explain", "--environment", "dev"], ["<name> is missing"]],
    [
      ["explain", "--environment", "dev", "a", "b", "c", "d"],
      ["unexpected argument c", "unexpected argument d"],
    ],
    [
      ["explain", "--environment", "dev", "a", "--shard", "1/2"],
      ["explain has no option --shard; render has it"],
    ],
    [
      ["validate", "--gitops", "x", "--environment", "Dev!"],
      [
        "validate has no option --gitops; diff has it",
        "--environment is Dev!; expected lowercase letters, digits and -",
      ],
    ],
  ])("%j", (args, problems) => {
    expect(problemsOf(...args)).toEqual(problems);
  });

  test("no problem repeats the credentials of an address", () => {
    const address = "https://ada:s3cret@127.0.0.1:1/acme/control-plane";
    expect(problemsOf("doctor", "--control-plane", address).join()).toContain(
      "--control-plane is https://127.0.0.1:1/acme/control-plane;",
    );
    expect(problemsOf("explain", "--environment", "dev", "a", "b", address).join()).not.toContain("s3cret");
  });

  test.each([
    [["rendr"], "unknown command rendr; did you mean render?"],
    [["frobnicate"], "unknown command frobnicate"],
    [["--environment", "dev", "diff"], "--environment comes before a command; put options after it"],
    [["help", "dif"], "unknown command dif; did you mean diff?"],
  ])("%j, whose command is not known", (args, problem) => {
    expect(() => parseArguments(args)).toThrow(new UsageError(problem));
  });
});
