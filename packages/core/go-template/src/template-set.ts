/** Templates from several texts that call each other, as Helm builds them from a chart's files. */

import { Execution } from "./exec/execution.ts";
import type { TemplateText } from "./exec/frame.ts";
import { defaultLimits, Meter } from "./exec/meter.ts";
import type { FindTemplate, ParsedTemplate } from "./exec/statements.ts";
import { quoteText } from "./format/quote.ts";
import { standardFunctions } from "./functions/catalogue.ts";
import { type DataFunction, type GoData, goFunction, toGo } from "./plain-data.ts";
import { allowing, failureOf, type GoFailure, type GoResult, isFailure, parseText } from "./render.ts";
import { type FunctionCheck, isEmptyList } from "./syntax/parser.ts";
import { define, GoError } from "./values/function.ts";
import { wellFormed } from "./values/text.ts";
import { type Cell, type GoFunction, toValue } from "./values/value.ts";

type FunctionMap = ReadonlyMap<string, GoFunction>;

/** Helm's name for all templates of a chart together, and for the text passed to `tpl`. */
const setName = "gotpl";

/**
 * Parsed once and executed by name, each time with fresh limits. On top of Go and sprig, it offers Helm's `include` and
 * `tpl`, which need the set, and the given functions. Missing keys behave as with Go's `missingkey=zero`.
 */
export class TemplateSet {
  readonly #find: FindTemplate;
  readonly #functions: FunctionMap;

  private constructor(find: FindTemplate, functions: FunctionMap) {
    this.#find = find;
    this.#functions = functions;
  }

  /** If several templates have the same name, the last one that is not empty counts. */
  static parse(
    texts: readonly TemplateText[],
    added: Readonly<Record<string, DataFunction>>,
  ): { readonly set: TemplateSet } | { readonly failures: readonly GoFailure[] } {
    const own = Object.entries(added).map(([name, value]) => [name, goFunction(value)] as const);
    const functions = new Map([...standardFunctions, ...own]);
    const parsed = texts.map(({ name, text }) => parseText(name, text, checkOf(functions)));
    const failures = parsed.filter(isFailure);
    if (failures.length > 0) return { failures };
    const templates = new Map<string, ParsedTemplate>();
    for (const template of parsed) {
      if (isFailure(template)) continue;
      for (const [name, list] of template.trees)
        if (!templates.has(name) || !isEmptyList(list)) templates.set(name, template);
    }
    return { set: new TemplateSet((name) => templates.get(name), functions) };
  }

  execute(name: string, data: GoData): GoResult {
    const result = new Rendering(this.#functions).run(this.#find, name, toGo(data));
    return typeof result === "string" ? { text: wellFormed(result) } : { failures: [result] };
  }
}

function checkOf(functions: FunctionMap): FunctionCheck {
  return allowing((name) => functions.has(name) || name === "include" || name === "tpl");
}

/** A template rendered on behalf of another one. */
interface Call {
  readonly name: string;
  readonly data: Cell;
}

/** One rendering, with everything it includes. */
class Rendering {
  readonly #functions: FunctionMap;
  readonly #meter = new Meter(defaultLimits);
  #depth = 0;

  constructor(functions: FunctionMap) {
    this.#functions = functions;
  }

  /** @returns the text, or why rendering failed */
  run(find: FindTemplate, name: string, data: Cell): string | GoFailure {
    const options = { meter: this.#meter, isStrict: false, missingKey: "zero" } as const;
    const execution = new Execution(find, { ...options, functions: this.#functionsOver(find) });
    const { text, errors } = execution.run(name, data);
    return errors[0] === undefined ? text : failureOf(errors[0]);
  }

  /** `include` and `tpl` see the same templates as their caller. */
  #functionsOver(find: FindTemplate): FunctionMap {
    const include = define(["string", "interface {}"], (name, data) => this.#nested(find, { name, data }));
    const tpl = define(["string", "interface {}"], (text, data) => this.#tpl(find, text, data));
    return new Map([...this.#functions, ["include", include], ["tpl", tpl]]);
  }

  #nested(find: FindTemplate, { name, data }: Call, why = ""): string {
    if (find(name) === undefined)
      throw new GoError(
        `template: no template ${quoteText(name)} associated with template ${quoteText(setName)}`,
      );
    const { depth } = this.#meter.limits;
    if (this.#depth >= depth) throw new GoError(`more than ${depth} templates inside each other`);
    this.#depth++;
    const result = this.run(find, name, toValue(data));
    this.#depth--;
    if (typeof result === "string") return result;
    throw new GoError(`${why}${result.message}`);
  }

  /** Templates defined in the text are visible only within it. */
  #tpl(find: FindTemplate, text: string, data: Cell): string {
    const parsed = parseText(setName, text, checkOf(this.#functions));
    if (isFailure(parsed)) throw new GoError(`cannot parse template ${quoteText(text)}: ${parsed.message}`);
    const own: FindTemplate = (name) => (parsed.trees.has(name) ? parsed : find(name));
    const why = `error during tpl function execution for ${quoteText(text)}: `;
    return this.#nested(own, { name: setName, data }, why).replaceAll("<no value>", "");
  }
}
