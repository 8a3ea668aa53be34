/** Executes a parsed template: text, branches, loops and template calls (https://pkg.go.dev/text/template#hdr-Actions). */

import { quoteText } from "../format/quote.ts";
import { printText } from "../format/value.ts";
import {
  type BranchNode,
  formatNode,
  type ListNode,
  type Statement,
  type TemplateNode,
} from "../syntax/ast.ts";
import type { TemplateTrees } from "../syntax/parser.ts";
import { sortedEntries } from "../values/order.ts";
import { byteLength } from "../values/text.ts";
import { isTrue } from "../values/truth.ts";
import {
  type Cell,
  type GoFunction,
  GoMap,
  GoSlice,
  indirect,
  inInterface,
  toValue,
} from "../values/value.ts";
import { ExecError, type ExecErrorKind } from "./error.ts";
import {
  type Environment,
  Expressions,
  type Frame,
  type MissingKey,
  type Place,
  type TemplateText,
} from "./expressions.ts";
import { LimitError, type Meter } from "./meter.ts";
import { Scope } from "./scope.ts";

/** A text and the templates that were parsed from it: its own, under its name, and those that it defines. */
export interface ParsedTemplate extends TemplateText {
  readonly trees: TemplateTrees;
}

/** The text that defines the template of a name. */
export type FindTemplate = (name: string) => ParsedTemplate | undefined;

/** How a list ended: by running through, or by a jump out of the range around it. */
type Ending = "break" | "continue" | undefined;

export class Execution implements Environment {
  readonly functions: ReadonlyMap<string, GoFunction>;
  readonly meter: Meter;
  readonly missingKey: MissingKey;
  readonly #isStrict: boolean;
  readonly #find: FindTemplate;
  readonly #expressions = new Expressions(this);
  #output = "";
  /** What is missing does not keep the rest from being looked at. */
  readonly #missing: ExecError[] = [];
  /** The frame that is executed: where a limit was reached. */
  #current: Frame | undefined;

  constructor(
    find: FindTemplate,
    options: Pick<Environment, "functions" | "meter" | "missingKey"> & { readonly isStrict: boolean },
  ) {
    this.#find = find;
    this.functions = options.functions;
    this.meter = options.meter;
    this.missingKey = options.missingKey;
    this.#isStrict = options.isStrict;
  }

  /** What the template of a name makes of the data; all that was found to be wrong, where anything was. */
  run(name: string, data: Cell): { readonly text: string; readonly errors: readonly ExecError[] } {
    try {
      this.#run(name, data);
      return { text: this.#output, errors: this.#missing };
    } catch (error) {
      if (error instanceof ExecError) return { text: "", errors: [...this.#missing, error] };
      throw error;
    }
  }

  #run(name: string, data: Cell): void {
    const source = this.#find(name);
    const list = source?.trees.get(name);
    if (source === undefined || list === undefined) return;
    const frame: Frame = { source, template: name, scope: new Scope(data), at: { type: "dot", offset: 0 } };
    try {
      this.#list(frame, data, list, 0);
    } catch (error) {
      if (error instanceof LimitError) this.fail(this.#current ?? frame, error.message, "limit");
      if (error instanceof RangeError && /call stack/.test(error.message))
        this.fail(this.#current ?? frame, "nested too deep", "limit");
      throw error;
    }
  }

  missing(frame: Frame, place: Place): void {
    if (!this.#isStrict) return;
    frame.at = place;
    this.#missing.push(this.#error(frame, "the value is missing or null", "missing"));
  }

  fail(frame: Frame, what: string, kind: ExecErrorKind = "failed"): never {
    throw this.#error(frame, what, kind);
  }

  #error(frame: Frame, what: string, kind: ExecErrorKind): ExecError {
    const { name, text } = frame.source;
    const { offset } = frame.at;
    const before = text.slice(0, offset);
    const line = before.split("\n").length;
    const column = byteLength(before.slice(before.lastIndexOf("\n") + 1));
    const context = formatNode(frame.at);
    const place = `template: ${name}:${line}:${column}: executing ${quoteText(frame.template)} at <${context}>`;
    return new ExecError(`${place}: ${what}`, { kind, what, context, offset });
  }

  #list(frame: Frame, dot: Cell, list: ListNode, depth: number): Ending {
    this.meter.enter();
    let ending: Ending;
    for (const node of list.nodes) {
      ending = this.#statement(frame, dot, node, depth);
      if (ending !== undefined) break;
    }
    this.meter.leave();
    return ending;
  }

  #statement(frame: Frame, dot: Cell, node: Statement, depth: number): Ending {
    this.#current = frame;
    this.meter.spend(1);
    switch (node.type) {
      case "text":
        this.#write(node.text);
        return undefined;
      case "action": {
        const value = this.#expressions.pipeline(frame, dot, node.pipe);
        if (node.pipe.declarations.length === 0) {
          frame.at = node.pipe;
          this.#print(frame, value);
        }
        return undefined;
      }
      case "range":
        return this.#range(frame, dot, node, depth);
      case "if":
      case "with":
        return this.#branch(frame, dot, node, depth);
      case "template":
        this.#call(frame, dot, node, depth);
        return undefined;
      default:
        return node.type;
    }
  }

  #write(text: string): void {
    this.meter.write(text.length);
    this.#output += text;
  }

  #print(frame: Frame, cell: Cell): void {
    const value = indirect(cell);
    if (value === undefined) {
      this.missing(frame, frame.at);
      this.#write("<no value>");
      return;
    }
    this.meter.spendOnWalking(value);
    this.#write(printText(value));
  }

  #branch(frame: Frame, dot: Cell, node: BranchNode, depth: number): Ending {
    const mark = frame.scope.mark();
    const value = this.#expressions.pipeline(frame, dot, node.pipe);
    const list = isTrue(value) ? node.list : node.elseList;
    const inner = node.type === "with" && list === node.list ? value : dot;
    const ending = list === undefined ? undefined : this.#list(frame, inner, list, depth);
    frame.scope.restore(mark);
    return ending;
  }

  #range(frame: Frame, dot: Cell, node: BranchNode, depth: number): Ending {
    const mark = frame.scope.mark();
    const { isAssign, declarations } = node.pipe;
    // The variables of a range are set to its elements: the pipeline itself declares nothing.
    const value = indirect(this.#expressions.pipeline(frame, dot, { ...node.pipe, declarations: [] }));
    const names = declarations.map(({ path }) => path[0] ?? "");
    if (isAssign) for (const name of names) this.#expressions.needsVariable(frame, name);
    const set = (name: string, cell: Cell) =>
      isAssign ? frame.scope.assign(name, cell) : frame.scope.declare(name, cell);
    let count = 0;
    let ending: Ending;
    for (const [key, element] of this.#elements(frame, value)) {
      count++;
      this.meter.spend(1);
      const inner = frame.scope.mark();
      const [first, second] = names;
      if (second !== undefined) {
        set(first ?? "", key);
        set(second, element);
      } else if (first !== undefined) set(first, element);
      ending = this.#list(frame, element, node.list, depth);
      frame.scope.restore(inner);
      if (ending === "break") break;
    }
    const result =
      count === 0 && node.elseList !== undefined ? this.#list(frame, dot, node.elseList, depth) : undefined;
    frame.scope.restore(mark);
    return result;
  }

  /** The elements of a list with their indexes, those of a map in the order of its keys. */
  *#elements(frame: Frame, value: ReturnType<typeof indirect>): Generator<readonly [Cell, Cell]> {
    if (value === undefined) return;
    if (value instanceof GoSlice) {
      const isInterface = value.type === "[]interface {}";
      // Functions make new lists: only sortAlpha changes one, and not its length.
      for (const [index, item] of value.items.entries())
        yield [BigInt(index), isInterface ? inInterface(item) : item];
      return;
    }
    if (!(value instanceof GoMap)) {
      this.fail(frame, `range can't iterate over ${printText(toValue(value))}`);
    }
    this.meter.spendOnMaking(value.entries.size);
    const isInterface = value.type !== "map[string]string";
    for (const [key, item] of sortedEntries(value))
      yield [
        value.type === "map[interface {}]interface {}" ? inInterface(key) : key,
        isInterface ? inInterface(item) : item,
      ];
  }

  #call(frame: Frame, dot: Cell, node: TemplateNode, depth: number): void {
    frame.at = node;
    const source = this.#find(node.name);
    const list = source?.trees.get(node.name);
    if (source === undefined || list === undefined)
      this.fail(frame, `template ${quoteText(node.name)} not defined`);
    if (depth >= this.meter.limits.depth)
      this.fail(frame, `exceeded maximum template depth (${this.meter.limits.depth})`, "limit");
    const data = node.pipe === undefined ? undefined : this.#expressions.pipeline(frame, dot, node.pipe);
    const inner: Frame = { source, template: node.name, scope: new Scope(data), at: node };
    this.#list(inner, data, list, depth + 1);
    this.#current = frame;
  }
}
