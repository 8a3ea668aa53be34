import {
  type Diagnostic,
  nearestName,
  type Outcome,
  type Place,
  placeInText,
  positionAt,
} from "@kalypso-actions/diagnostics";
import { OutputTrace } from "@kalypso-actions/go-template";
import { keyText, ValueMap } from "@kalypso-actions/yaml-values";
import mustache from "mustache";
import {
  type CompiledTemplate,
  type OutputOrigins,
  originsOf,
  type TemplateData,
  type TemplateSource,
} from "../template.ts";
import { configText, Entry, mustacheView } from "./view.ts";

/** The maximum output in characters: far more than any manifest needs, far less than does harm. */
const maxOutput = 4 * 1024 * 1024;

/**
 * A token of mustache.js: type, value, start and end offset; for sections also the inner tokens and the closing tag's
 * offset.
 */
type Token = readonly [
  type: string,
  value: string,
  begin: number,
  end: number,
  inner?: readonly Token[] | string,
];

/** The nesting limit of sections, the same as for blocks in a Go template. */
const maxNesting = 500;

class OutputLimit extends Error {}

/** Own, enumerable properties only: templates cannot reach a prototype, `length` or a method. */
function ownValue(view: unknown, name: string): unknown {
  if (view === null || typeof view !== "object") return undefined;
  if (view instanceof ValueMap || view instanceof Entry) return view.named(name);
  return Object.prototype.propertyIsEnumerable.call(view, name)
    ? (view as Record<string, unknown>)[name]
    : undefined;
}

function namesIn(value: unknown): readonly string[] {
  if (value instanceof Entry) return Entry.names;
  if (value instanceof ValueMap) return [...value.entries.keys()].map(keyText);
  return Object.keys((value as object | null) ?? {});
}

/** The value at a dotted path, longest key first, because keys of configurations and labels can contain dots. */
function follow(view: unknown, parts: readonly string[]): unknown {
  if (parts.length === 0) return view;
  for (let length = parts.length; length > 0; length--) {
    const found = follow(ownValue(view, parts.slice(0, length).join(".")), parts.slice(length));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The views around a tag, innermost last, with lookups as in the mustache(5) manual. */
class Scope {
  readonly view: unknown;
  readonly #parent: Scope | undefined;

  constructor(view: unknown, parent?: Scope) {
    this.view = view;
    this.#parent = parent;
  }

  push(view: unknown): Scope {
    return new Scope(view, this);
  }

  lookup(name: string): unknown {
    if (name === ".") return this.view;
    const direct = this.#find(name);
    if (direct !== undefined || !name.includes(".")) return direct;
    // A dotted name is found by its first part, then followed.
    const [first = "", ...rest] = name.split(".");
    return follow(this.#find(first), rest);
  }

  #find(name: string): unknown {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.#parent) {
      const found = ownValue(scope.view, name);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function isFalsy(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === false ||
    value === "" ||
    (Array.isArray(value) && value.length === 0)
  );
}

class Rendering {
  readonly missing: Token[] = [];
  readonly #trace: OutputTrace | undefined;
  #output = "";

  constructor(trace?: OutputTrace) {
    this.#trace = trace;
  }

  write(tokens: readonly Token[], scope: Scope): void {
    for (const token of tokens) {
      const [type, value, , , inner] = token;
      if (type === "text") this.#append(value, token);
      else if (type === "name" || type === "&") this.#print(token, scope);
      else if (type === "#" && Array.isArray(inner)) this.#section(scope.lookup(value), inner, scope);
      else if (type === "^" && Array.isArray(inner) && isFalsy(scope.lookup(value))) this.write(inner, scope);
    }
  }

  get output(): string {
    return this.#output;
  }

  #append(text: string, [type, , offset]: Token): void {
    const start = this.#output.length;
    this.#trace?.add(start, start + text.length, { type: type === "text" ? "text" : "pipe", offset });
    this.#output += text;
    if (this.#output.length > maxOutput) throw new OutputLimit();
  }

  #print(token: Token, scope: Scope): void {
    const value = scope.lookup(token[1]);
    if (value === undefined) this.missing.push(token);
    else this.#append(configText(value as Parameters<typeof configText>[0]), token);
  }

  #section(value: unknown, inner: readonly Token[], scope: Scope): void {
    if (isFalsy(value)) return;
    const views = Array.isArray(value) ? value : [value];
    for (const view of views) this.write(inner, scope.push(view));
  }
}

class MustacheTemplate implements CompiledTemplate {
  readonly engine = "mustache";
  readonly #source: TemplateSource;
  readonly #tokens: readonly Token[];

  constructor(source: TemplateSource, tokens: readonly Token[]) {
    this.#source = source;
    this.#tokens = tokens;
  }

  render(data: TemplateData): Outcome<string> {
    const view = mustacheView(data);
    const rendering = new Rendering();
    try {
      rendering.write(this.#tokens, new Scope(view));
    } catch (error) {
      if (!(error instanceof OutputLimit)) throw error;
      return { value: "", diagnostics: [this.#tooLong()] };
    }
    const diagnostics = rendering.missing.map((token) => this.#missing(token, view));
    // Bytes that are not text become U+FFFD, as in a Go template's output.
    return { value: diagnostics.length === 0 ? rendering.output.toWellFormed() : "", diagnostics };
  }

  trace(data: TemplateData): OutputOrigins {
    const trace = new OutputTrace();
    new Rendering(trace).write(this.#tokens, new Scope(mustacheView(data)));
    return originsOf(this.#source, trace);
  }

  #missing([, name, begin]: Token, view: Readonly<Record<string, unknown>>): Diagnostic {
    const [first = ""] = name.split(".");
    const known = ownValue(view, first) === undefined ? Object.keys(view) : namesIn(ownValue(view, first));
    const last = name.slice(name.indexOf(".") + 1);
    const nearest = nearestName(
      known.length > 0 && ownValue(view, first) !== undefined ? last : first,
      known,
    );
    return {
      severity: "error",
      code: "template-value-missing",
      message: `the template \`${this.#source.name}\` prints \`${name}\`, which its data does not contain`,
      hint:
        nearest === undefined
          ? `If it may be absent, print it inside a section: {{#${name}}}...{{/${name}}}.`
          : `Did you mean \`${nearest}\`? If it may be absent, print it inside a section.`,
      place: placeOf(this.#source, begin),
    };
  }

  #tooLong(): Diagnostic {
    return {
      severity: "error",
      code: "template-limit",
      message: `the template \`${this.#source.name}\` writes more than ${maxOutput} characters`,
      hint: "Nested sections multiply: iterate over each list once.",
      place: placeOf(this.#source, 0),
    };
  }
}

function placeOf({ text, origin }: TemplateSource, offset: number): Place {
  const { line, column } = positionAt(text, offset);
  return placeInText(origin, line, column);
}

function partials(tokens: readonly Token[], source: TemplateSource): readonly Diagnostic[] {
  return tokens.flatMap(([type, value, begin, , inner]): readonly Diagnostic[] => {
    if (Array.isArray(inner)) return partials(inner, source);
    if (type !== ">") return [];
    return [
      {
        severity: "error",
        code: "template-refused",
        message: `the template \`${source.name}\` includes the partial \`${value}\`; templates can use only their data`,
        hint: "Replace the tag with the partial's text.",
        place: placeOf(source, begin),
      },
    ];
  });
}

/** A loop, because recursion could overflow the stack on the very nesting that this looks for. */
function tooDeep(tokens: readonly Token[], source: TemplateSource): readonly Diagnostic[] {
  const waiting = tokens.map((token) => ({ token, depth: 1 }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token, depth } = next;
    const [, , begin, , inner] = token;
    if (!Array.isArray(inner)) continue;
    if (depth > maxNesting) {
      const message = `the template \`${source.name}\` nests its sections deeper than ${maxNesting} levels`;
      const hint = "Put the sections one after the other instead of inside each other.";
      return [{ severity: "error", code: "template-limit", message, hint, place: placeOf(source, begin) }];
    }
    for (const each of inner as readonly Token[]) waiting.push({ token: each, depth: depth + 1 });
  }
  return [];
}

function syntaxError(source: TemplateSource, error: unknown): Diagnostic {
  const text = error instanceof Error ? error.message : String(error);
  // mustache.js ends its messages with the offset: `Unclosed section "x" at 12`.
  const [, message = text, offset = "0"] = /^(.*) at (\d+)$/s.exec(text) ?? [];
  return {
    severity: "error",
    code: "template-syntax",
    message: `the template \`${source.name}\` is not well-formed: ${message}`,
    hint: "Close every {{#name}} and {{^name}} with {{/name}}, and every {{ with }}.",
    place: placeOf(source, Math.min(Number(offset), source.text.length)),
  };
}

/** Parses a mustache template. Values print verbatim, without HTML escaping, and are never rendered again. */
export function compileMustache(source: TemplateSource): Outcome<CompiledTemplate | undefined> {
  let tokens: readonly Token[];
  try {
    tokens = new mustache.Writer().parse(source.text) as unknown as readonly Token[];
  } catch (error) {
    return { value: undefined, diagnostics: [syntaxError(source, error)] };
  }
  const deep = tooDeep(tokens, source);
  const diagnostics = deep.length > 0 ? deep : partials(tokens, source);
  return { value: diagnostics.length === 0 ? new MustacheTemplate(source, tokens) : undefined, diagnostics };
}
