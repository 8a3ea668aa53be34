/**
 * Executes a template's statements: text, branches, loops and template calls
 * (https://pkg.go.dev/text/template#hdr-Actions).
 */

import { quoteText } from "../format/quote.ts";
import { printText } from "../format/value.ts";
import type { BranchNode, ListNode, PipeNode, Statement, TemplateNode } from "../syntax/ast.ts";
import type { TemplateTrees } from "../syntax/parser.ts";
import { sortedEntries } from "../values/order.ts";
import { isTrue } from "../values/truth.ts";
import { type Cell, GoMap, GoSlice, indirect, inInterface, toValue } from "../values/value.ts";
import { Expressions } from "./expressions.ts";
import type { Environment, Frame, TemplateText } from "./frame.ts";
import { Scope } from "./scope.ts";
import type { Writer } from "./trace.ts";

/** A text and the templates parsed from it: the text itself, under its own name, and those it defines. */
export interface ParsedTemplate extends TemplateText {
  readonly trees: TemplateTrees;
}

/** The text that defines the named template. */
export type FindTemplate = (name: string) => ParsedTemplate | undefined;

/** How a list ended: at its end, or by a jump out of the enclosing range. */
type Ending = "break" | "continue" | undefined;

/** State shared by the statements of all templates. */
export interface Surroundings extends Environment {
  readonly find: FindTemplate;
  /** The frame under execution, used to report where a limit was reached. */
  current: Frame | undefined;
  /** @param writer the node that writes it */
  write(text: string, writer: Writer): void;
}

/** Executes the statements of one template. */
export class Statements {
  readonly #surroundings: Surroundings;
  readonly #frame: Frame;
  readonly #expressions: Expressions;

  constructor(surroundings: Surroundings, frame: Frame) {
    this.#surroundings = surroundings;
    this.#frame = frame;
    this.#expressions = new Expressions(surroundings, frame);
  }

  list(list: ListNode): Ending {
    const { meter } = this.#surroundings;
    meter.enter();
    let ending: Ending;
    for (const node of list.nodes) {
      ending = this.#statement(node);
      if (ending !== undefined) break;
    }
    meter.leave();
    return ending;
  }

  #statement(node: Statement): Ending {
    this.#surroundings.current = this.#frame;
    this.#surroundings.meter.spend(1);
    switch (node.type) {
      case "text":
        this.#surroundings.write(node.text, node);
        return undefined;
      case "action": {
        const value = this.#expressions.pipeline(node.pipe);
        if (node.pipe.declarations.length === 0) {
          this.#frame.at = node.pipe;
          this.#print(value, node.pipe);
        }
        return undefined;
      }
      case "range":
        return this.#range(node);
      case "if":
      case "with":
        return this.#branch(node);
      case "template":
        this.#call(node);
        return undefined;
      default:
        return node.type;
    }
  }

  #print(cell: Cell, pipe: PipeNode): void {
    const { meter } = this.#surroundings;
    const value = indirect(cell);
    if (value === undefined) {
      this.#surroundings.missing(this.#frame, this.#frame.at);
      this.#surroundings.write("<no value>", pipe);
      return;
    }
    meter.spendOnWalking(value);
    this.#surroundings.write(printText(value), pipe);
  }

  #branch(node: BranchNode): Ending {
    const { scope, dot } = this.#frame;
    const mark = scope.mark();
    const value = this.#expressions.pipeline(node.pipe);
    const list = isTrue(value) ? node.list : node.elseList;
    if (node.type === "with" && list === node.list) this.#frame.dot = value;
    const ending = list === undefined ? undefined : this.list(list);
    this.#frame.dot = dot;
    scope.restore(mark);
    return ending;
  }

  #range(node: BranchNode): Ending {
    const { scope, dot } = this.#frame;
    const mark = scope.mark();
    const { isAssign, declarations } = node.pipe;
    // The range assigns its variables to each element: the pipeline itself declares nothing.
    const value = indirect(this.#expressions.pipeline({ ...node.pipe, declarations: [] }));
    const names = declarations.map(({ path }) => path[0] ?? "");
    if (isAssign) for (const name of names) this.#expressions.needsVariable(name);
    const set = (name: string, cell: Cell) =>
      isAssign ? scope.assign(name, cell) : scope.declare(name, cell);
    let count = 0;
    let ending: Ending;
    for (const [key, element] of this.#elements(value)) {
      count++;
      this.#surroundings.meter.spend(1);
      const inner = scope.mark();
      const [first, second] = names;
      if (second !== undefined) {
        set(first ?? "", key);
        set(second, element);
      } else if (first !== undefined) set(first, element);
      this.#frame.dot = element;
      ending = this.list(node.list);
      scope.restore(inner);
      if (ending === "break") break;
    }
    this.#frame.dot = dot;
    const result = count === 0 && node.elseList !== undefined ? this.list(node.elseList) : undefined;
    scope.restore(mark);
    return result;
  }

  /** The elements of a list with their indexes, or of a map in key order. */
  *#elements(value: ReturnType<typeof indirect>): Generator<readonly [Cell, Cell]> {
    if (value === undefined) return;
    if (value instanceof GoSlice) {
      const isInterface = value.type === "[]interface {}";
      // Iterating over the live list is safe: functions return new lists, except sortAlpha, which keeps the length.
      for (const [index, item] of value.items.entries())
        yield [BigInt(index), isInterface ? inInterface(item) : item];
      return;
    }
    if (!(value instanceof GoMap)) {
      this.#surroundings.fail(this.#frame, `range can't iterate over ${printText(toValue(value))}`);
    }
    this.#surroundings.meter.spendOnMaking(value.entries.size);
    const isInterface = value.type !== "map[string]string";
    for (const [key, item] of sortedEntries(value))
      yield [
        value.type === "map[interface {}]interface {}" ? inInterface(key) : key,
        isInterface ? inInterface(item) : item,
      ];
  }

  #call(node: TemplateNode): void {
    const { find, meter } = this.#surroundings;
    this.#frame.at = node;
    const source = find(node.name);
    const list = source?.trees.get(node.name);
    if (source === undefined || list === undefined)
      this.#surroundings.fail(this.#frame, `template ${quoteText(node.name)} not defined`);
    const { depth } = this.#frame;
    if (depth >= meter.limits.depth)
      this.#surroundings.fail(
        this.#frame,
        `exceeded maximum template depth (${meter.limits.depth})`,
        "limit",
      );
    const data = node.pipe === undefined ? undefined : this.#expressions.pipeline(node.pipe);
    const called = { source, template: node.name, depth: depth + 1, scope: new Scope(data) };
    new Statements(this.#surroundings, { ...called, dot: data, at: node }).list(list);
    this.#surroundings.current = this.#frame;
  }
}
