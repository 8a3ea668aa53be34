/**
 * Evaluates pipelines. The rules, and what the errors say, are those of text/template's exec: a command is a value, a
 * field or a function with arguments; each gets the result of the one before as its last argument.
 */

import {
  type ChainNode,
  type CommandNode,
  type FieldNode,
  formatNode,
  type IdentifierNode,
  type NumberNode,
  type Operand,
  type PipeNode,
  type TemplateNode,
  type VariableNode,
} from "../syntax/ast.ts";
import { GoError } from "../values/function.ts";
import { isTrue } from "../values/truth.ts";
import {
  type Cell,
  GoComplex,
  type GoFunction,
  GoInterface,
  GoMap,
  GoObject,
  GoSlice,
  GoStruct,
  indirect,
  inInterface,
  type ParameterType,
  toValue,
  typeOf,
  zeroElement,
} from "../values/value.ts";
import { type Argument, literalAs, nilAs, valueAs } from "./arguments.ts";
import type { ExecErrorKind } from "./error.ts";
import type { Meter } from "./meter.ts";
import type { Scope } from "./scope.ts";

/** The result of a command, which the next one gets as its last argument. */
interface Result {
  readonly value: Cell;
  readonly command: CommandNode;
}

type Final = Result | undefined;

/** What errors may point at. */
export type Place = Operand | CommandNode | TemplateNode;

/** A text that templates were parsed from: the places of errors are in it. */
export interface TemplateText {
  /** What errors call it. */
  readonly name: string;
  readonly text: string;
}

/** One template that is being executed. */
export interface Frame {
  /** Where the template was defined. */
  readonly source: TemplateText;
  /** The name of the template. */
  readonly template: string;
  readonly scope: Scope;
  /** What is evaluated: where an error that is found now happens. */
  at: Place;
}

/** No value at all, or the zero value of the map's elements: nil of an interface, whose fields are an error. */
export type MissingKey = "invalid" | "zero";

export interface Environment {
  readonly functions: ReadonlyMap<string, GoFunction>;
  readonly meter: Meter;
  /** What a key that a map does not have is: Go's option `missingkey`. */
  readonly missingKey: MissingKey;
  /** Tells of a missing value of which text is made, where that is an error; the evaluation goes on. */
  missing(frame: Frame, place: Place): void;
  fail(frame: Frame, what: string, kind?: ExecErrorKind): never;
}

export class Expressions {
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** The value of a pipeline; undefined also for nil. Its variables are set. */
  pipeline(frame: Frame, dot: Cell, pipe: PipeNode): Cell {
    frame.at = pipe;
    let value: Cell;
    let final: Final;
    for (const command of pipe.commands) {
      const result = this.#command(frame, dot, command, final);
      value = result instanceof GoInterface || result === null ? indirect(result) : result;
      final = { value, command };
    }
    for (const { path } of pipe.declarations) {
      const [name = ""] = path;
      if (pipe.isAssign) this.needsVariable(frame, name);
      if (pipe.isAssign) frame.scope.assign(name, value);
      else frame.scope.declare(name, value);
    }
    return value;
  }

  /** Fails where a variable was not declared before it is read or set. */
  needsVariable(frame: Frame, name: string): void {
    if (!frame.scope.has(name)) this.#fail(frame, `undefined variable: ${name}`);
  }

  #fail(frame: Frame, what: string, kind?: ExecErrorKind): never {
    return this.#environment.fail(frame, what, kind);
  }

  #command(frame: Frame, dot: Cell, command: CommandNode, final: Final): Cell {
    this.#environment.meter.spend(1);
    const [first, ...rest] = command.operands;
    if (first === undefined) return undefined;
    switch (first.type) {
      case "field":
        return this.#field(frame, dot, first, rest, final);
      case "chain":
        return this.#chain(frame, dot, first, rest, final);
      case "identifier":
        return this.#function(frame, dot, first, command, rest, final);
      case "variable":
        return this.#variable(frame, dot, first, rest, final);
      case "pipe":
        this.#refuseArguments(frame, first, rest, final);
        return this.pipeline(frame, dot, first);
      default:
        frame.at = first;
        this.#refuseArguments(frame, first, rest, final);
        if (first.type === "nil") return this.#fail(frame, "nil is not a command");
        return this.#constant(frame, dot, first);
    }
  }

  #refuseArguments(frame: Frame, first: Operand, rest: readonly Operand[], final: Final): void {
    if (rest.length === 0 && final === undefined) return;
    this.#fail(frame, `can't give argument to non-function ${formatNode(first)}`);
  }

  #constant(frame: Frame, dot: Cell, node: Operand): Cell {
    switch (node.type) {
      case "bool":
        return node.value;
      case "string":
        return node.text;
      case "number":
        return this.#number(frame, node);
      default:
        return dot;
    }
  }

  /** Without anything that asks for a type: a float where it is written as one, else an int. */
  #number(frame: Frame, { text, int, float, complex, isCharacter }: NumberNode): Cell {
    if (complex !== undefined) return new GoComplex(complex.real, complex.imaginary);
    const isHex = /^0[xX][^pP]*$/.test(text);
    if (float !== undefined && !isHex && !isCharacter && /[.eEpP]/.test(text)) return float;
    return int ?? this.#fail(frame, `${text} overflows int`);
  }

  #field(frame: Frame, dot: Cell, node: FieldNode, rest: readonly Operand[], final: Final): Cell {
    frame.at = node;
    return this.#fields(frame, dot, dot, node.path, rest, final);
  }

  #variable(frame: Frame, dot: Cell, node: VariableNode, rest: readonly Operand[], final: Final): Cell {
    frame.at = node;
    const [name = "", ...path] = node.path;
    this.needsVariable(frame, name);
    const value = frame.scope.get(name);
    if (path.length > 0) return this.#fields(frame, dot, value, path, rest, final);
    this.#refuseArguments(frame, node, rest, final);
    return value;
  }

  #chain(frame: Frame, dot: Cell, node: ChainNode, rest: readonly Operand[], final: Final): Cell {
    frame.at = node;
    if (node.node.type === "nil")
      return this.#fail(frame, `indirection through explicit nil in ${formatNode(node)}`);
    return this.#fields(frame, dot, this.#operand(frame, dot, node.node), node.fields, rest, final);
  }

  #fields(
    frame: Frame,
    dot: Cell,
    receiver: Cell,
    path: readonly string[],
    rest: readonly Operand[],
    final: Final,
  ): Cell {
    let value = receiver;
    for (const [index, name] of path.entries()) {
      const isLast = index === path.length - 1;
      value = this.#member(frame, dot, value, name, isLast ? rest : [], isLast ? final : undefined);
    }
    return value;
  }

  /** A field of the data, a key of a map, or a method; nothing else is looked at. */
  #member(
    frame: Frame,
    dot: Cell,
    receiver: Cell,
    name: string,
    rest: readonly Operand[],
    final: Final,
  ): Cell {
    if (receiver === undefined) return undefined;
    if (receiver === null) return this.#fail(frame, `nil pointer evaluating interface {}.${name}`);
    const value = indirect(receiver);
    const hasArguments = rest.length > 0 || final !== undefined;
    if (value instanceof GoObject) {
      const method = value.method(name);
      if (method !== undefined) return this.#call(frame, dot, method, name, frame.at, rest, final);
    }
    if (value instanceof GoStruct && (value.fields.has(name) || value.aliases.has(name))) {
      if (hasArguments) this.#fail(frame, `${name} has arguments but cannot be invoked as function`);
      return value.fields.get(name) ?? value.aliases.get(name);
    }
    if (value instanceof GoMap) {
      if (hasArguments) this.#fail(frame, `${name} is not a method but has arguments`);
      const isZero = this.#environment.missingKey === "zero" && !value.entries.has(name);
      const element = isZero ? zeroElement(value.type) : value.entries.get(name);
      if (element === undefined || value.type === "map[string]string") return element;
      return inInterface(element);
    }
    return this.#fail(frame, `can't evaluate field ${name} in type ${typeOf(receiver)}`);
  }

  #function(
    frame: Frame,
    dot: Cell,
    node: IdentifierNode,
    place: Place,
    rest: readonly Operand[],
    final: Final,
  ): Cell {
    frame.at = node;
    const goFunction = this.#environment.functions.get(node.name);
    if (goFunction === undefined) return this.#fail(frame, `"${node.name}" is not a defined function`);
    return this.#call(frame, dot, goFunction, node.name, place, rest, final);
  }

  #call(
    frame: Frame,
    dot: Cell,
    goFunction: GoFunction,
    name: string,
    place: Place,
    rest: readonly Operand[],
    final: Final,
  ): Cell {
    this.#checkCount(frame, goFunction, name, rest.length, final);
    if (name === "and" || name === "or") return this.#logic(frame, dot, name, rest, final);
    const type = (index: number) => goFunction.parameters[index] ?? goFunction.rest ?? "interface {}";
    const args = rest.map((operand, index) => this.#argument(frame, dot, operand, type(index)));
    if (final !== undefined) args.push(this.#typed(frame, final.value, type(args.length)));
    if (goFunction.prints === true) this.#tellMissing(frame, args, rest, final);
    try {
      return this.#metered(goFunction, args);
    } catch (error) {
      if (!(error instanceof GoError)) throw error;
      frame.at = place;
      return this.#fail(frame, `error calling ${name}: ${error.message}`);
    }
  }

  #tellMissing(frame: Frame, args: readonly Cell[], operands: readonly Operand[], final: Final): void {
    for (const [index, arg] of args.entries()) {
      const place = operands[index] ?? final?.command;
      // Who writes nil means it.
      const isMissing = indirect(arg) === undefined && place?.type !== "nil";
      if (isMissing && place !== undefined) this.#environment.missing(frame, place);
    }
  }

  #checkCount(
    frame: Frame,
    { parameters, rest }: GoFunction,
    name: string,
    given: number,
    final: Final,
  ): void {
    const count = given + Number(final !== undefined);
    const wanted = parameters.length;
    if (rest !== undefined && count < wanted)
      this.#fail(frame, `wrong number of args for ${name}: want at least ${wanted} got ${given}`);
    if (rest === undefined && count !== wanted)
      this.#fail(frame, `wrong number of args for ${name}: want ${wanted} got ${count}`);
  }

  #metered(goFunction: GoFunction, args: readonly Cell[]): Cell {
    const { meter } = this.#environment;
    if (goFunction.cost !== undefined) meter.spendOnMaking(goFunction.cost(args));
    if (goFunction.isDeep) for (const arg of args) meter.spendOnWalking(toValue(arg));
    const result = goFunction.call(args);
    if (typeof result === "string") meter.spend(result.length / 64);
    else if (result instanceof GoSlice) meter.spendOnMaking(result.items.length);
    else if (result instanceof GoMap) meter.spend(result.entries.size / 16);
    return result;
  }

  /** `and` and `or` evaluate no more arguments than they need, and give the last one. */
  #logic(frame: Frame, dot: Cell, name: "and" | "or", rest: readonly Operand[], final: Final): Cell {
    let value: Cell;
    for (const operand of rest) {
      value = this.#argument(frame, dot, operand, "reflect.Value");
      if (isTrue(value) === (name === "or")) return value;
    }
    return final === undefined ? value : final.value;
  }

  /** An argument, of the type that the parameter asks for. Literals become what is asked for, if they can. */
  #argument(frame: Frame, dot: Cell, node: Operand, type: ParameterType): Cell {
    frame.at = node;
    switch (node.type) {
      case "nil":
        return this.#taken(frame, nilAs(type));
      case "bool":
      case "number":
      case "string":
        return this.#literal(frame, node, type);
      default:
        return this.#typed(frame, this.#operand(frame, dot, node), type);
    }
  }

  #operand(frame: Frame, dot: Cell, node: Operand): Cell {
    frame.at = node;
    switch (node.type) {
      case "field":
        return this.#field(frame, dot, node, [], undefined);
      case "variable":
        return this.#variable(frame, dot, node, [], undefined);
      case "pipe":
        return this.pipeline(frame, dot, node);
      case "identifier":
        return this.#function(frame, dot, node, node, [], undefined);
      case "chain":
        return this.#chain(frame, dot, node, [], undefined);
      default:
        return this.#constant(frame, dot, node);
    }
  }

  #literal(frame: Frame, node: Operand, type: ParameterType): Cell {
    if (type === "interface {}" || type === "reflect.Value") return this.#constant(frame, undefined, node);
    return this.#taken(frame, literalAs(node, type));
  }

  #typed(frame: Frame, cell: Cell, type: ParameterType): Cell {
    return this.#taken(frame, valueAs(cell, type));
  }

  #taken(frame: Frame, argument: Argument): Cell {
    if ("value" in argument) return argument.value;
    return this.#fail(frame, argument.problem, argument.isMissing === true ? "missing" : "failed");
  }
}
