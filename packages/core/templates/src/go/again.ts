/**
 * Whose text is rendered again. The result of a template may contain the actions of the platform, from its templates
 * and its configuration, and no part of an action may come from an application team.
 */
import {
  decodingFunctions,
  functions,
  type GoFunction,
  type GoResult,
  makesCharacters,
  type ParsedTemplate,
  stringLiterals,
} from "@kalypso-actions/go-template";
import { type ConfigValue, isList, isMap } from "@kalypso-actions/yaml-values";
import { type Change, entriesToBlame, onlyAsWritten } from "../team-text.ts";
import type { TemplateData } from "../template.ts";
import type { RenderWith } from "./script.ts";

const open = "{{";

/** The texts between braces. */
function actionsIn(text: string): readonly string[] {
  return text
    .split(open)
    .slice(1)
    .map((part) => part.split("}}", 1)[0] ?? "");
}

/** All texts of a value that contain an action. A loop, because values may be deep. */
function actionsOfConfig(config: TemplateData["ConfigData"]): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting: ConfigValue[] = [...Object.keys(config), ...Object.values(config)];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === "string") for (const action of actionsIn(value)) found.add(action);
    else if (value !== undefined && isList(value)) for (const item of value) waiting.push(item);
    else if (isMap(value)) for (const [key, item] of value.entries) waiting.push(key, item);
  }
  return found;
}

const known = new WeakMap<object, ReadonlySet<string>>();

function sharedActions(config: TemplateData["ConfigData"]): ReadonlySet<string> {
  const actions = known.get(config) ?? actionsOfConfig(config);
  known.set(config, actions);
  return actions;
}

/** Every character becomes another one that means nothing. */
function altered(text: string): string {
  return text.replace(/./gsu, (found) => {
    if (found === "x") return "y";
    return /[a-vA-V0-8]/.test(found) ? String.fromCharCode(found.charCodeAt(0) + 1) : "x";
  });
}

const withoutBraces = (text: string, letter: string) => text.replaceAll("{", letter);

/** What decides about further renderings. */
function outlineOf(result: GoResult): string {
  return JSON.stringify([(result.rounds ?? []).map(actionsIn), "text" in result]);
}

function wholeOf(result: GoResult): string {
  return JSON.stringify(["text" in result ? result.text : undefined, result.rounds]);
}

/** What the decoding functions of a rendering received, and whether it came to its end. */
function decodedIn(render: RenderWith, manifests: TemplateData["Manifests"]) {
  const calls: string[] = [];
  const print = functions.get("print");
  const result = render(manifests, (name, original): GoFunction => {
    if (!decodingFunctions.has(name)) return original;
    const call: GoFunction["call"] = (args) => {
      if (makesCharacters(name, args))
        calls.push(`${name} ${args.map((arg) => String(print?.call([arg ?? null]))).join(" ")}`);
      return original.call(args);
    };
    return { ...original, call };
  });
  return { calls, isWhole: "text" in result };
}

const decodingName = new RegExp(`\\b(?:${[...decodingFunctions].join("|")})\\b`);

/** The actions of one template that its results may contain. */
export class RepeatedRendering {
  readonly #text: string;
  readonly #own: ReadonlySet<string>;

  constructor(parsed: ParsedTemplate) {
    this.#text = parsed.text;
    this.#own = new Set(stringLiterals(parsed).flatMap(actionsIn));
  }

  /** How a team's texts take part in what is rendered again, if they do. */
  problem(data: TemplateData, result: GoResult, render: RenderWith): string | undefined {
    const { rounds = [] } = result;
    const { Manifests: texts, ConfigData } = data;
    if (rounds.length === 0 || Object.keys(texts).length === 0) return undefined;
    const config = sharedActions(ConfigData);
    if (this.#own.size > 0 || config.size > 0) {
      const found = this.#braces(texts, result, render) ?? this.#decoded(texts, rounds, render);
      if (found !== undefined) return found;
      const isPlatforms = (action: string) => this.#own.has(action) || config.has(action);
      if (rounds.every((text) => actionsIn(text).every(isPlatforms))) return undefined;
    }
    return this.#influence(texts, result, render);
  }

  #braces(texts: TemplateData["Manifests"], result: GoResult, render: RenderWith): string | undefined {
    const isSuspect = (text: string) => text.includes("{");
    if (!Object.entries(texts).some((entry) => entry.some(isSuspect))) return undefined;
    const without = (only: readonly string[]) => render(onlyAsWritten(texts, only, withoutBraces));
    const expected = wholeOf(without([]));
    if (wholeOf(result) === expected) return undefined;
    const differs = (only: readonly string[]) => wholeOf(without(only)) !== expected;
    return `prints ${entriesToBlame(texts, { isSuspect, differs }).join(" and ")}, which contains \`{\`, into a result that is rendered again`;
  }

  #decoded(texts: TemplateData["Manifests"], rounds: readonly string[], render: RenderWith) {
    if (![this.#text, ...rounds].some((text) => decodingName.test(text))) return undefined;
    const change = this.#change([this.#text, ...rounds]);
    const expected = decodedIn(render, onlyAsWritten(texts, [], change));
    const differs = (only: readonly string[]) => {
      const given = decodedIn(render, onlyAsWritten(texts, only, change));
      const isSame = given.calls.every((call, index) => {
        return index < expected.calls.length ? call === expected.calls[index] : !expected.isWhole;
      });
      return !isSame || (given.isWhole && given.calls.length < expected.calls.length);
    };
    if (!differs(Object.keys(texts))) return undefined;
    const blamed = entriesToBlame(texts, { isSuspect: () => true, differs });
    return `decodes ${blamed.join(" and ")} in a result that is rendered again`;
  }

  #influence(texts: TemplateData["Manifests"], result: GoResult, render: RenderWith): string | undefined {
    const change = this.#change([this.#text, ...(result.rounds ?? [])]);
    const expected = outlineOf(render(onlyAsWritten(texts, [], change)));
    if (outlineOf(result) === expected) return undefined;
    const differs = (only: readonly string[]) =>
      outlineOf(render(onlyAsWritten(texts, only, change))) !== expected;
    const blamed = entriesToBlame(texts, { isSuspect: () => true, differs });
    return `renders ${blamed.join(" and ")} to a template of its own: its result contains \`{{\``;
  }

  /** Keys that a template names stay, or it would not find them. */
  #change(templates: readonly string[]): Change {
    return (text, letters, isKey) => {
      if (!isKey) return altered(text);
      return templates.some((template) => template.includes(text)) ? text : altered(text) + letters;
    };
  }
}
