/**
 * sprig's regular expressions, with the syntax and matches of Go's package regexp: RE2, which runs in time linear in
 * the text for every pattern.
 */
import { RE2JS, RE2JSSyntaxException } from "re2js";
import { canBackquote, quoteText } from "../format/quote.ts";
import { define, type Functions, GoError } from "../values/function.ts";
import { wellFormed } from "../values/text.ts";
import { type GoFunction, nilSlice, strings } from "../values/value.ts";

/** Compiled patterns: templates are rendered many times, mostly with the same ones. */
const compiled = new Map<string, RE2JS>();
const maxCompiled = 500;

/** Go's message for a pattern that it cannot parse. */
function syntaxError(error: unknown): string {
  if (!(error instanceof RE2JSSyntaxException)) throw error;
  const message = error.message.replace(/^error parsing regexp: /, "");
  // Go names the faulty part of the pattern; this is left empty here.
  return `error parsing regexp: ${message}${message.startsWith("trailing backslash") ? ": ``" : ""}`;
}

function compile(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  if (!pattern.isWellFormed()) throw new RE2JSSyntaxException("invalid UTF-8", wellFormed(pattern));
  const expression = RE2JS.compile(pattern);
  if (compiled.size >= maxCompiled) compiled.clear();
  compiled.set(pattern, expression);
  return expression;
}

/** A match: its position and its groups; undefined for a group that did not take part. */
interface Match {
  readonly begin: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

/** The matches of a pattern from left to right. An empty match directly after another match does not count. */
function* matches(expression: RE2JS, text: string): Generator<Match> {
  const matcher = expression.matcher(text);
  let at = 0;
  let last = -1;
  while (at <= text.length && matcher.find(at)) {
    const [begin, end] = [matcher.start(), matcher.end()];
    if (begin !== end || begin !== last) {
      const count = matcher.groupCount();
      const groups = Array.from({ length: count + 1 }, (_, index) => matcher.group(index) ?? undefined);
      yield { begin, end, groups };
    }
    last = end;
    at = end > begin ? end : end + ((text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1);
  }
}

function find(expression: RE2JS, text: string): string {
  const matcher = expression.matcher(text);
  return matcher.find() ? (matcher.group() ?? "") : "";
}

function findAll(expression: RE2JS, text: string, count: bigint) {
  const found: string[] = [];
  for (const { begin, end } of matches(expression, text)) {
    if (count >= 0n && BigInt(found.length) >= count) break;
    found.push(text.slice(begin, end));
  }
  return found.length === 0 ? nilSlice("[]string") : strings(found);
}

function replaceMatches(expression: RE2JS, text: string, replacement: (match: Match) => string): string {
  let result = "";
  let at = 0;
  for (const match of matches(expression, text)) {
    result += text.slice(at, match.begin) + replacement(match);
    at = match.end;
  }
  return result + text.slice(at);
}

/** `$1`, `${1}`, `$name`, `${name}` and `$$`; a name extends as far as possible, and an unknown one is empty. */
const reference = /\$(?:\$|\{(\w+)\}|(\w+))/g;

function expand(template: string, { groups }: Match, names: Readonly<Record<string, number>>): string {
  return template.replace(reference, (whole: string, braced?: string, bare?: string) => {
    const name = braced ?? bare;
    if (name === undefined) return "$";
    if (/[^\x20-\x7e]/.test(whole)) return whole;
    const index = /^[0-9]+$/.test(name) ? Number(name) : Object.hasOwn(names, name) ? names[name] : undefined;
    return (index === undefined ? undefined : groups[index]) ?? "";
  });
}

/** The parts between matches, at most `count`; all of them if it is negative. */
function split(expression: RE2JS, text: string, count: bigint) {
  if (count === 0n) return nilSlice("[]string");
  const parts: string[] = [];
  let at = 0;
  let end = 0;
  if (expression.pattern() !== "" && text === "") return strings([""]);
  for (const match of matches(expression, text)) {
    if (count > 0n && BigInt(parts.length) === count - 1n) break;
    end = match.begin;
    if (match.end !== 0) parts.push(text.slice(at, end));
    at = match.end;
  }
  if (end !== text.length) parts.push(text.slice(at));
  return strings(parts);
}

/** The cost of a pattern and a text: nested repetitions make a pattern larger than it looks. */
function cost(pattern: string, text: string): number {
  const repeats = [...pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].map(([, low = "", high = ""]) =>
    Math.max(1, Number(low), Number(high)),
  );
  const size = repeats.reduce((product, count) => product * count, pattern.length + 1);
  return (size * (text.length + 16)) / 64;
}

type Operation = (expression: RE2JS, ...args: never[]) => ReturnType<GoFunction["call"]>;

/** A function and its `must` form; sprig's plain form panics with a different message than its `must` form returns. */
function both(name: string, types: readonly ("string" | "int")[], operate: Operation): Functions {
  const form = (complaint: (pattern: string, error: string) => string): GoFunction => ({
    parameters: ["string", ...types],
    rest: undefined,
    cost: ([pattern, text, ...rest]) => {
      const made = rest.map((arg) => (typeof arg === "string" ? arg.length * String(text).length : 0));
      return cost(String(pattern), String(text)) + made.reduce((total, length) => total + length, 0) / 16;
    },
    call: ([pattern, ...args]) => {
      let expression: RE2JS;
      try {
        expression = compile(String(pattern));
      } catch (error) {
        throw new GoError(complaint(String(pattern), syntaxError(error)));
      }
      return operate(expression, ...(args as never[]));
    },
  });
  return {
    [name]: form((pattern, error) => `regexp: Compile(${quotePattern(pattern)}): ${error}`),
    [`must${name.charAt(0).toUpperCase()}${name.slice(1)}`]: form((_, error) => error),
  };
}

/** Go puts a pattern in backquotes where it can. */
function quotePattern(pattern: string): string {
  return canBackquote(pattern) ? `\`${pattern}\`` : quoteText(pattern);
}

/** sprig's regexMatch is the only one that finds nothing for an invalid pattern instead of failing. */
function matchesQuietly(pattern: string, text: string): boolean {
  try {
    return compile(pattern).matcher(text).find();
  } catch (error) {
    syntaxError(error);
    return false;
  }
}

export const regexFunctions: Functions = {
  ...both("regexMatch", ["string"], (expression, text: string) => expression.matcher(text).find()),
  regexMatch: define(["string", "string"], matchesQuietly, cost),
  ...both("regexFind", ["string"], find),
  ...both("regexFindAll", ["string", "int"], findAll),
  ...both("regexReplaceAll", ["string", "string"], (expression, text: string, replacement: string) => {
    const names = expression.namedGroups();
    return replaceMatches(expression, text, (match) => expand(replacement, match, names));
  }),
  ...both("regexReplaceAllLiteral", ["string", "string"], (expression, text: string, replacement: string) =>
    replaceMatches(expression, text, () => replacement),
  ),
  ...both("regexSplit", ["string", "int"], split),
  regexQuoteMeta: define(["string"], (text) => text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&")),
};
