/**
 * Evaluates pipelines. Rules and error messages follow text/template's exec: a command is a value, a field or a
 * function with arguments; each receives the previous command's result as its last argument.
 */

import {
  type ChainNode,
  type CommandNode,
  type FieldNode,
  formatNode,
  type IdentifierNode,
  type Operand,
  type PipeNode,
  type VariableNode,
} from "../syntax/ast.ts";
import { GoError } from "../values/function.ts";
import { isTrue } from "../values/truth.ts";
import {
  type Cell,
  type GoFunction,
  GoInterface,
  GoMap,
  GoObject,
  GoStruct,
  indirect,
  inInterface,
  type ParameterType,
  typeOf,
  zeroElement,
} from "../values/value.ts";
import { type Argument, constantOf, literalAs, nilAs, valueAs } from "./arguments.ts";
import { countProblem, type Given, metered, nothing } from "./calls.ts";
import type { ExecErrorKind } from "./error.ts";
import type { Environment, Frame, Place } from "./frame.ts";

/** A function, and the place to report its errors at. */
interface Callee {
  readonly name: string;
  readonly goFunction: GoFunction;
  readonly place: Place;
}

/** Evaluates the expressions of one template during its execution. */
export class Expressions {
  readonly #environment: Environment;
  readonly #frame: Frame;

  constructor(environment: Environment, frame: Frame) {
    this.#environment = environment;
    this.#frame = frame;
  }

  /** The value of a pipeline; undefined also stands for nil. Assigns the pipeline's variables. */
  pipeline(pipe: PipeNode): Cell {
    const { scope } = this.#frame;
    this.#frame.at = pipe;
    let value: Cell;
    let final: Given["final"];
    for (const command of pipe.commands) {
      const result = this.#command(command, final);
      value = result instanceof GoInterface || result === null ? indirect(result) : result;
      final = { value, command };
    }
    for (const { path } of pipe.declarations) {
      const [name = ""] = path;
      if (pipe.isAssign) this.needsVariable(name);
      if (pipe.isAssign) scope.assign(name, value);
      else scope.declare(name, value);
    }
    return value;
  }

  /** Fails if a variable is read or set before it is declared. */
  needsVariable(name: string): void {
    if (!this.#frame.scope.has(name)) this.#fail(`undefined variable: ${name}`);
  }

  #fail(what: string, kind?: ExecErrorKind): never {
    return this.#environment.fail(this.#frame, what, kind);
  }

  #command(command: CommandNode, final: Given["final"]): Cell {
    this.#environment.meter.spend(1);
    const { first, rest: operands } = command;
    const given = operands.length === 0 && final === undefined ? nothing : { operands, final };
    switch (first.type) {
      case "field":
        return this.#field(first, given);
      case "chain":
        return this.#chain(first, given);
      case "identifier":
        return this.#function(first, command, given);
      case "variable":
        return this.#variable(first, given);
      case "pipe":
        this.#refuseArguments(first, given);
        return this.pipeline(first);
      default:
        this.#frame.at = first;
        this.#refuseArguments(first, given);
        if (first.type === "nil") return this.#fail("nil is not a command");
        return this.#constant(first);
    }
  }

  #refuseArguments(first: Operand, given: Given): void {
    if (given !== nothing) this.#fail(`can't give argument to non-function ${formatNode(first)}`);
  }

  #constant(node: Operand): Cell {
    return node.type === "dot" ? this.#frame.dot : this.#taken(constantOf(node));
  }

  #field(node: FieldNode, given: Given): Cell {
    this.#frame.at = node;
    return this.#fields(this.#frame.dot, node.path, given);
  }

  #variable(node: VariableNode, given: Given): Cell {
    this.#frame.at = node;
    const [name = "", ...path] = node.path;
    this.needsVariable(name);
    const value = this.#frame.scope.get(name);
    if (path.length > 0) return this.#fields(value, path, given);
    this.#refuseArguments(node, given);
    return value;
  }

  #chain(node: ChainNode, given: Given): Cell {
    this.#frame.at = node;
    if (node.node.type === "nil")
      return this.#fail(`indirection through explicit nil in ${formatNode(node)}`);
    return this.#fields(this.#operand(node.node), node.fields, given);
  }

  #fields(receiver: Cell, path: readonly string[], given: Given): Cell {
    const last = path.length - 1;
    return path.reduce(
      (value, name, index) => this.#member(value, name, index === last ? given : nothing),
      receiver,
    );
  }

  /** A field of the data, a key of a map, or a method. Nothing else can be reached. */
  #member(receiver: Cell, name: string, given: Given): Cell {
    if (receiver === undefined) return undefined;
    if (receiver === null) return this.#fail(`nil pointer evaluating interface {}.${name}`);
    const value = indirect(receiver);
    if (value instanceof GoObject) {
      const goFunction = value.method(name);
      if (goFunction !== undefined) return this.#call({ name, goFunction, place: this.#frame.at }, given);
    }
    if (value instanceof GoStruct && (value.fields.has(name) || value.aliases.has(name))) {
      if (given !== nothing) this.#fail(`${name} has arguments but cannot be invoked as function`);
      return value.fields.get(name) ?? value.aliases.get(name);
    }
    if (value instanceof GoMap) {
      if (given !== nothing) this.#fail(`${name} is not a method but has arguments`);
      const isZero = this.#environment.missingKey === "zero" && !value.entries.has(name);
      const element = isZero ? zeroElement(value.type) : value.entries.get(name);
      if (element === undefined || value.type === "map[string]string") return element;
      return inInterface(element);
    }
    return this.#fail(`can't evaluate field ${name} in type ${typeOf(receiver)}`);
  }

  #function(node: IdentifierNode, place: Place, given: Given): Cell {
    this.#frame.at = node;
    const { name } = node;
    const goFunction = this.#environment.functions.get(name);
    if (goFunction === undefined) return this.#fail(`"${name}" is not a defined function`);
    return this.#call({ name, goFunction, place }, given);
  }

  #call({ name, goFunction, place }: Callee, given: Given): Cell {
    const { operands, final } = given;
    const problem = countProblem(goFunction, given);
    if (problem !== undefined) this.#fail(`wrong number of args for ${name}: ${problem}`);
    if (name === "and" || name === "or") return this.#logic(name, given);
    const type = (index: number) => goFunction.parameters[index] ?? goFunction.rest ?? "interface {}";
    const args = operands.map((operand, index) => this.#argument(operand, type(index)));
    if (final !== undefined) args.push(this.#taken(valueAs(final.value, type(args.length))));
    if (goFunction.prints === true) this.#tellMissing(args, given);
    try {
      return metered(this.#environment.meter, goFunction, args);
    } catch (error) {
      if (!(error instanceof GoError)) throw error;
      this.#frame.at = place;
      return this.#fail(`error calling ${name}: ${error.message}`);
    }
  }

  #tellMissing(args: readonly Cell[], { operands, final }: Given): void {
    for (const [index, arg] of args.entries()) {
      const place = operands[index] ?? final?.command;
      // A literal nil is intentional, so it is not reported as missing.
      const isMissing = indirect(arg) === undefined && place?.type !== "nil";
      if (isMissing && place !== undefined) this.#environment.missing(this.#frame, place);
    }
  }

  /** `and` and `or` stop at the first argument that decides the result, and return that argument. */
  #logic(name: "and" | "or", { operands, final }: Given): Cell {
    let value: Cell;
    for (const operand of operands) {
      value = this.#argument(operand, "reflect.Value");
      if (isTrue(value) === (name === "or")) return value;
    }
    return final === undefined ? value : final.value;
  }

  /** An argument converted to its parameter's type; literals convert where they can. */
  #argument(node: Operand, type: ParameterType): Cell {
    this.#frame.at = node;
    switch (node.type) {
      case "nil":
        return this.#taken(nilAs(type));
      case "bool":
      case "number":
      case "string":
        return this.#taken(literalAs(node, type));
      default:
        return this.#taken(valueAs(this.#operand(node), type));
    }
  }

  #operand(node: Operand): Cell {
    this.#frame.at = node;
    switch (node.type) {
      case "field":
        return this.#field(node, nothing);
      case "variable":
        return this.#variable(node, nothing);
      case "pipe":
        return this.pipeline(node);
      case "identifier":
        return this.#function(node, node, nothing);
      case "chain":
        return this.#chain(node, nothing);
      default:
        return this.#constant(node);
    }
  }

  #taken(argument: Argument): Cell {
    if ("value" in argument) return argument.value;
    return this.#fail(argument.problem, argument.isMissing === true ? "missing" : "failed");
  }
}
