/** From arguments to what a command was asked for. Nothing here loads what the commands need. */
import { nearestName } from "@kalypso-actions/diagnostics";
import { type Command, CommanderError } from "commander";
import type { CommandDeclaration, CommandName, OptionDeclaration } from "./declaration-types.ts";
import { commands, helpOption, shownOptions } from "./declarations.ts";
import { parserOf } from "./parser.ts";
import { didYouMean, UsageError } from "./usage-error.ts";

export interface CommandLine {
  readonly command: CommandName;
  readonly operands: readonly string[];
  /** Texts by option; the empty text for a flag. */
  readonly values: ReadonlyMap<string, string>;
  /** Everything that is wrong without looking into the values. */
  readonly problems: readonly string[];
}

type Request =
  | { readonly kind: "help"; readonly command: CommandDeclaration | undefined }
  | { readonly kind: "version" }
  | { readonly kind: "command"; readonly line: CommandLine };

interface Problem {
  readonly text: string;
  /** The option that was meant: it is not reported as missing too. */
  readonly option?: string | undefined;
}

/** Every text that each option was given. */
type Given = Map<string, string[]>;

interface Parsed {
  readonly given: Given;
  readonly operands: readonly string[];
  /** The first unknown option, and what follows it except for known options. */
  readonly unknown: readonly string[];
  readonly problems: readonly Problem[];
}

/** @param given filled while parsing */
function listeningParser(declaration: CommandDeclaration, given: Given): Command {
  const parser = parserOf(declaration);
  for (const { name } of [...declaration.options, helpOption])
    parser.on(`option:${name}`, (text: unknown) =>
      given.set(name, [...(given.get(name) ?? []), typeof text === "string" ? text : ""]),
    );
  return parser;
}

/** An option without its value can only be the last argument: what precedes it is parsed without it. */
function parse(declaration: CommandDeclaration, args: readonly string[]): Parsed {
  const given: Given = new Map();
  try {
    return { given, ...listeningParser(declaration, given).parseOptions([...args]), problems: [] };
  } catch (error) {
    if (!(error instanceof CommanderError) || error.code !== "commander.optionMissingArgument") throw error;
    const last = args.at(-1) ?? "";
    const parsed = parse(declaration, args.slice(0, -1));
    const problem = { text: `${last} needs a value`, option: last.replace(/^-+/, "") };
    return { ...parsed, problems: [problem, ...parsed.problems] };
  }
}

function unknownOption(arg: string, declaration: CommandDeclaration): Problem {
  const [flag = "", ...value] = arg.split("=");
  const bare = flag.replace(/^-+/, "");
  const own = [...shownOptions(declaration), helpOption].map((option) => option.name);
  if (own.includes(bare) && flag.startsWith("--") && value.length > 0)
    return { text: `${flag} takes no value` };
  const others = commands.filter((other) => shownOptions(other).some((option) => option.name === bare));
  const nearest = nearestName(bare, own);
  if (others.length === 0 || nearest === bare)
    return { text: `unknown option ${flag}${didYouMean(nearest, "--")}`, option: nearest };
  const verb = others.length === 1 ? "has" : "have";
  return {
    text: `${declaration.name} has no option ${flag}; ${others.map((other) => other.name).join(", ")} ${verb} it`,
  };
}

function unknownOptions(declaration: CommandDeclaration, unknown: readonly string[]): readonly Problem[] {
  const end = unknown.indexOf("--");
  const args = end === -1 ? unknown : unknown.slice(0, end);
  return args.filter((arg) => /^-(?!\d)./.test(arg)).map((arg) => unknownOption(arg, declaration));
}

function valueProblem(option: OptionDeclaration, texts: readonly string[]): string | undefined {
  const { name, value, choices } = option;
  const [text = "", ...more] = texts;
  if (more.length > 0) return `--${name} is given ${texts.length} times; expected once`;
  if (value === undefined) return undefined;
  if (text === "") return `--${name} is empty; expected ${value}`;
  // The value was forgotten, and the next option taken for it.
  if (text.startsWith("--")) return `--${name} needs a value; found ${text}`;
  if (choices === undefined || choices.includes(text)) return undefined;
  return `--${name} is ${text}; expected ${choices.join(", ")}${didYouMean(nearestName(text, choices))}`;
}

function operandProblems(declaration: CommandDeclaration, operands: readonly string[]): readonly Problem[] {
  const known = declaration.operands;
  const excess = operands.slice(known.length).map((text) => ({ text: `unexpected argument ${text}` }));
  const missing = known.slice(operands.length).filter(({ isRequired }) => isRequired);
  return [...excess, ...missing.map(({ name }) => ({ text: `<${name}> is missing` }))];
}

function commandLine(declaration: CommandDeclaration, args: readonly string[]): Request {
  const { given, operands, unknown, problems } = parse(declaration, args);
  if (given.has(helpOption.name)) return { kind: "help", command: declaration };
  const found = [...unknownOptions(declaration, unknown), ...problems];
  for (const option of declaration.options) {
    const text = valueProblem(option, given.get(option.name) ?? []);
    if (given.has(option.name) && text !== undefined) found.push({ text });
    const isMeant = found.some((problem) => problem.option === option.name);
    if (option.isRequired === true && !given.has(option.name) && !isMeant)
      found.push({ text: `--${option.name} is missing` });
  }
  // After an unknown option, or one that took the next for its value, nobody knows which arguments are values.
  const isShifted = [...given.values()].some(([text = ""]) => text.startsWith("--"));
  if (unknown.length === 0 && !isShifted) found.push(...operandProblems(declaration, operands));
  const values = new Map([...given].map(([name, texts]) => [name, texts[0] ?? ""]));
  const line = { command: declaration.name, operands, values, problems: found.map(({ text }) => text) };
  return { kind: "command", line };
}

/** @throws UsageError */
function declarationOf(name: string): CommandDeclaration {
  const found = commands.find((command) => command.name === name);
  if (found !== undefined) return found;
  if (name.startsWith("-")) throw new UsageError(`${name} comes before a command; put options after it`);
  const nearest = nearestName(name, [...commands.map((command) => command.name), "help"]);
  throw new UsageError(`unknown command ${name}${didYouMean(nearest)}`);
}

/** @throws UsageError if it is not known which command is meant; other problems are in the command line */
export function parseArguments([first, ...rest]: readonly string[]): Request {
  if (first === undefined || first === "--help" || first === "-h")
    return { kind: "help", command: undefined };
  if (first === "--version" || first === "-V") return { kind: "version" };
  if (first !== "help") return commandLine(declarationOf(first), rest);
  const [name] = rest;
  return { kind: "help", command: name === undefined ? undefined : declarationOf(name) };
}
