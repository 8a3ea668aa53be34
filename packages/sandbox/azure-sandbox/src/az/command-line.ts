/**
 * The command line of az, as its own parser takes it apart. `reference.json` has the options of each command: those of
 * azure-cli 2.91.0, recorded from its command table, and those of the extensions k8s-configuration and k8s-extension, from their source.
 */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";
import { usage } from "./errors.ts";
import reference from "./reference.json" with { type: "json" };

interface Parameter {
  /** In az's order, which its messages have too. */
  readonly names: readonly string[];
  readonly required?: boolean;
  /** One value unless said otherwise; `maybe one` is a flag that can be given `true` or `false`. */
  readonly takes?: string;
  readonly type?: string;
  readonly choices?: readonly string[];
}

/** Values by the option's first long name: a text, several, or true for a flag. */
export type Options = ReadonlyMap<string, string | readonly string[] | true>;

interface CommandLine {
  /** `ad app create` */
  readonly command: string;
  readonly options: Options;
  readonly output: string;
  readonly query: string | undefined;
}

const commands: Readonly<Record<string, readonly Parameter[]>> = reference;

const outputs = ["json", "jsonc", "yaml", "yamlc", "table", "tsv", "none"];

/** Options of every command. Those of Entra and of extensions have no `--subscription`. */
function globals(command: string): readonly Parameter[] {
  const hasSubscription = !/^(?:ad|extension|account) /.test(command);
  return [
    { names: ["--output", "-o"], choices: outputs },
    { names: ["--query"] },
    { names: ["--only-show-errors"], takes: "nothing" },
    { names: ["--verbose"], takes: "nothing" },
    ...(hasSubscription ? [{ names: ["--subscription"] }] : []),
  ];
}

interface Caller {
  readonly cwd: string;
  /** Its standard input, if it has been read. */
  readonly input: string | null;
}

/** `@file` and `key=@file` are replaced by what the file contains, in any argument; `@-` is the standard input. */
export function expanded(args: readonly string[], { cwd, input }: Caller): readonly string[] {
  const contentOf = (word: string): string => {
    if (!word.startsWith("@") || word === "@") return word;
    const file = word.slice(1).replace(/^~(?=\/|$)/, homedir());
    try {
      return (file === "-" ? (input ?? "") : readFileSync(resolve(cwd, file), "utf8")).replace(/\n+$/, "");
    } catch {
      return word;
    }
  };
  return args.map((word) => {
    const at = word.indexOf("=");
    return at === -1 ? contentOf(word) : `${word.slice(0, at + 1)}${contentOf(word.slice(at + 1))}`;
  });
}

function commandOf(words: readonly string[], known: readonly string[]): string {
  for (let length = 1; length <= words.length; length++) {
    const name = words.slice(0, length).join(" ");
    if (known.includes(name)) return name;
    if (!known.some((each) => each.startsWith(`${name} `)))
      throw usage(`'${words[length - 1]}' is misspelled or not recognized by the system.`);
  }
  throw usage("the following arguments are required: _subcommand");
}

function longName({ names }: Parameter): string {
  return names.find((name) => name.startsWith("--")) ?? names[0] ?? "";
}

/** argparse takes a word that begins with a hyphen for an option, unless it is a negative number or has a space. */
function isOption(word: string | undefined): boolean {
  return word !== undefined && /^-./.test(word) && !/^-\d+$|^-\d*\.\d+$/.test(word) && !word.includes(" ");
}

class Reader {
  readonly #left: string[];
  readonly #command: string;
  readonly options = new Map<string, string | readonly string[] | true>();
  readonly unknown: string[] = [];

  constructor(command: string, words: readonly string[]) {
    this.#command = command;
    this.#left = [...words];
  }

  read(parameters: readonly Parameter[]): void {
    for (let word = this.#left.shift(); word !== undefined; word = this.#left.shift()) {
      const [, name = word, given] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
      const parameter = parameters.find(({ names }) => names.includes(name));
      if (parameter === undefined) this.unknown.push(word);
      else this.#take(parameter, given);
    }
  }

  #take(parameter: Parameter, given: string | undefined): void {
    const shown = parameter.names.join("/");
    const { takes = "one" } = parameter;
    const key = longName(parameter);
    if (takes === "nothing") {
      this.options.set(key, true);
      return;
    }
    const values =
      given === undefined ? this.#values(takes === "one" || takes === "maybe one" ? 1 : undefined) : [given];
    if (takes === "one" && values.length === 0) throw usage(`argument ${shown}: expected one argument`);
    if (takes === "some" && values.length === 0)
      throw usage(`argument ${shown}: expected at least one argument`);
    if (takes === "maybe one") {
      this.#check({ ...parameter, choices: ["true", "false"] }, values);
      this.options.set(key, values[0] ?? true);
      return;
    }
    this.#check(parameter, values);
    this.options.set(key, takes === "one" ? (values[0] ?? "") : values);
  }

  #values(most = Number.POSITIVE_INFINITY): readonly string[] {
    const end = this.#left.findIndex(isOption);
    return this.#left.splice(0, Math.min(most, end === -1 ? this.#left.length : end));
  }

  #check({ names, type, choices }: Parameter, values: readonly string[]): void {
    for (const value of values) {
      if (type === "int" && !/^\s*[+-]?\d+\s*$/.test(value))
        throw usage(`argument ${names.join("/")}: invalid int value: '${value}'`);
      if (choices?.some((choice) => choice.toLowerCase() === value.toLowerCase()) === false) {
        const allowed = `Allowed values: ${choices.join(", ")}.`;
        throw usage(`az ${this.#command}: '${value}' is not a valid value for '${names[0]}'. ${allowed}`);
      }
    }
  }
}

/**
 * @param extensions the extensions that are installed
 * @throws AzError a command line that az refuses
 */
export function parseCommandLine(args: readonly string[], extensions: ReadonlySet<string>): CommandLine {
  const known = Object.keys(commands).filter(
    (name) => !/^k8s-(?:configuration|extension) /.test(name) || extensions.has(name.replace(/ .*/, "")),
  );
  const end = args.findIndex(isOption);
  const command = commandOf(end === -1 ? args : args.slice(0, end), known);
  const parameters = [...(commands[command] ?? []), ...globals(command)];
  const reader = new Reader(command, args.slice(command.split(" ").length));
  reader.read(parameters);
  const { options, unknown } = reader;
  const missing = parameters.filter((each) => each.required === true && !options.has(longName(each)));
  if (missing.length > 0)
    throw usage(
      `the following arguments are required: ${missing.map(({ names }) => names.join("/")).join(", ")}`,
    );
  if (unknown.length > 0) throw usage(`unrecognized arguments: ${unknown.join(" ")}`);
  const query = options.get("--query");
  const output = String(options.get("--output") ?? "json");
  for (const name of ["--query", "--output", "--only-show-errors", "--verbose"]) options.delete(name);
  return { command, options, output, query: query === undefined ? undefined : String(query) };
}
