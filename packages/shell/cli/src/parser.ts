/** commander's objects, which parse and format, from the declarations. */
import { Argument, Command, Option } from "commander";
import type { CommandDeclaration, OperandDeclaration, OptionDeclaration } from "./declaration-types.ts";
import { commands, helpOption } from "./declarations.ts";

/** The description with what applies without the option last. */
export function describedOption({ description, fallback, isRequired }: OptionDeclaration): string {
  if (isRequired === true) return `${description} (required)`;
  return fallback === undefined ? description : `${description} (default: ${fallback})`;
}

function optionOf(declaration: OptionDeclaration): Option {
  const { name, short, value } = declaration;
  const flags = value === undefined ? `--${name}` : `--${name} ${value}`;
  const option = new Option(
    short === undefined ? flags : `-${short}, ${flags}`,
    describedOption(declaration),
  );
  return option.hideHelp(declaration.isHidden === true);
}

function flagOf({ name, short }: OptionDeclaration): string {
  return short === undefined ? `--${name}` : `-${short}`;
}

function argumentOf({ name, description, isRequired }: OperandDeclaration): Argument {
  return new Argument(isRequired ? `<${name}>` : `[${name}]`, description);
}

export function parserOf({ name, summary, details, operands, options }: CommandDeclaration): Command {
  const parser = new Command(name).helpOption(false).exitOverride();
  parser.configureOutput({ writeErr: () => {} });
  parser.description(details === undefined ? summary : `${summary} ${details}`).summary(summary);
  for (const operand of operands) parser.addArgument(argumentOf(operand));
  for (const option of [...options, helpOption]) parser.addOption(optionOf(option));
  const needed = options.flatMap((option) =>
    option.isRequired === true ? [`${flagOf(option)} ${option.value}`] : [],
  );
  const arguments_ = operands.map((operand) =>
    operand.isRequired ? `<${operand.name}>` : `[${operand.name}]`,
  );
  return parser.usage([...needed, "[options]", ...arguments_].join(" "));
}

/** The program with all commands. */
export function programOf(): Command {
  const program = new Command("kalypso").helpOption(false).helpCommand(false).usage("<command> [options]");
  program.description("Workload management for fleets of Kubernetes clusters, from Git to Git.");
  for (const declaration of commands) program.addCommand(parserOf(declaration));
  program.addOption(new Option("-h, --help", "show this help, or the help of a command that precedes it"));
  program.addOption(new Option("-V, --version", "print the version"));
  return program;
}
