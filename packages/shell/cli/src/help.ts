import { Command, Help } from "commander";
import type { CommandDeclaration } from "./declaration-types.ts";
import { notes } from "./declarations.ts";
import { parserOf, programOf } from "./parser.ts";

export interface HelpOptions {
  readonly columns: number;
  /** Styles a title; absent without colours. */
  readonly title?: ((text: string) => string) | undefined;
}

function formatted(command: Command, { columns, title = (text) => text }: HelpOptions): string {
  command.configureOutput({ getOutHelpWidth: () => columns, getOutHasColors: () => true });
  command.configureHelp({
    styleTitle: title,
    subcommandTerm: (subcommand) => subcommand.name(),
  });
  return command.helpInformation().trimEnd();
}

function section(name: string, lines: readonly string[], { title = (text) => text }: HelpOptions): string {
  return [title(name), ...lines.map((line) => `  ${line}`)].join("\n");
}

function commandHelp(declaration: CommandDeclaration, options: HelpOptions): string {
  const parser = new Command("kalypso").addCommand(parserOf(declaration)).commands[0];
  if (parser === undefined) return "";
  const { examples } = declaration;
  return [
    formatted(parser, options),
    section(examples.length === 1 ? "Example:" : "Examples:", examples, options),
  ].join("\n\n");
}

function programHelp(options: HelpOptions): string {
  const width = Math.max(40, options.columns);
  const paragraphs = ["kalypso <command> --help shows the options of a command.", ...notes];
  return [
    formatted(programOf(), options),
    ...paragraphs.map((paragraph) => new Help().boxWrap(paragraph, width)),
  ].join("\n\n");
}

/** The help of a command, or of the program. */
export function helpText(declaration: CommandDeclaration | undefined, options: HelpOptions): string {
  return declaration === undefined ? programHelp(options) : commandHelp(declaration, options);
}
