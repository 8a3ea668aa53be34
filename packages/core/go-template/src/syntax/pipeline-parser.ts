import { quoteText } from "../format/quote.ts";
import {
  type CommandNode,
  type DotNode,
  formatNode,
  type IdentifierNode,
  type NumberNode,
  type Operand,
  type PipeNode,
  type StringNode,
  type VariableNode,
} from "./ast.ts";
import { parseNumber, unquote } from "./literals.ts";
import type { ParseContext } from "./parse-context.ts";
import type { Token } from "./token.ts";

const operandStarts: ReadonlySet<string> = new Set([
  "bool",
  "charConstant",
  "complex",
  ".",
  "field",
  "identifier",
  "number",
  "nil",
  "rawString",
  "string",
  "variable",
  "leftParen",
]);

/** Parses the content of an action: pipelines of commands and their operands. */
export class PipelineParser {
  readonly #context: ParseContext;

  constructor(context: ParseContext) {
    this.#context = context;
  }

  pipeline(context: string, end: "rightDelim" | "rightParen"): PipeNode {
    const { offset } = this.#context.tokens.peekNonSpace();
    const { declarations, isAssign } = this.#declarations(context);
    const commands: CommandNode[] = [];
    for (;;) {
      const token = this.#context.tokens.nextNonSpace();
      if (token.kind === end) break;
      if (!operandStarts.has(token.kind)) this.#context.unexpected(token, context);
      this.#context.tokens.backup(token);
      commands.push(this.#command());
    }
    this.#checkPipeline(commands, context);
    return { type: "pipe", isAssign, declarations, commands, offset };
  }

  #declarations(context: string): {
    readonly declarations: readonly VariableNode[];
    readonly isAssign: boolean;
  } {
    const declarations: VariableNode[] = [];
    for (;;) {
      const variable = this.#context.tokens.peekNonSpace();
      if (variable.kind !== "variable") return { declarations, isAssign: false };
      this.#context.tokens.next();
      const after = this.#context.tokens.peek();
      const next = this.#context.tokens.peekNonSpace();
      const isDeclaration = next.kind === "assign" || next.kind === "declare";
      const isListed = next.kind === "char" && next.value === ",";
      if (!isDeclaration && !isListed) {
        // The skipped white space separates operands, so it is put back as well.
        if (after.kind === "space") this.#context.tokens.backup(variable, after);
        else this.#context.tokens.backup(variable);
        return { declarations, isAssign: false };
      }
      this.#context.tokens.nextNonSpace();
      declarations.push({ type: "variable", path: variable.value.split("."), offset: variable.offset });
      this.#context.variables.push(variable.value);
      if (isDeclaration) return { declarations, isAssign: next.kind === "assign" };
      if (context !== "range" || declarations.length > 1)
        this.#context.fail(`too many declarations in ${context}`);
      const { kind } = this.#context.tokens.peekNonSpace();
      if (kind !== "variable" && kind !== "rightDelim" && kind !== "rightParen")
        this.#context.fail("range can only initialize variables");
    }
  }

  #checkPipeline(commands: readonly CommandNode[], context: string): void {
    if (commands.length === 0) this.#context.fail(`missing value for ${context}`);
    for (const [index, { first }] of commands.entries()) {
      const { type } = first;
      if (index > 0 && ["bool", "dot", "nil", "number", "string"].includes(type)) {
        this.#context.fail(`non executable command in pipeline stage ${index + 1}`);
      }
    }
  }

  #command(): CommandNode {
    const { offset } = this.#context.tokens.peekNonSpace();
    const operands: Operand[] = [];
    for (;;) {
      this.#context.tokens.peekNonSpace();
      const operand = this.#operand();
      if (operand !== undefined) operands.push(operand);
      const token = this.#context.tokens.next();
      if (token.kind === "space") continue;
      if (token.kind === "rightDelim" || token.kind === "rightParen") this.#context.tokens.backup(token);
      else if (token.kind !== "pipe") this.#context.unexpected(token, "operand");
      break;
    }
    const [first, ...rest] = operands;
    if (first === undefined) return this.#context.fail("empty command");
    return { type: "command", first, rest, offset };
  }

  #operand(): Operand | undefined {
    const node = this.#term();
    const { kind, offset } = this.#context.tokens.peek();
    if (node === undefined || kind !== "field") return node;
    const fields: string[] = [];
    while (this.#context.tokens.peek().kind === "field")
      fields.push(this.#context.tokens.next().value.slice(1));
    switch (node.type) {
      case "field":
      case "variable":
        return { ...node, path: [...node.path, ...fields], offset };
      case "bool":
      case "string":
      case "number":
      case "nil":
      case "dot":
        return this.#context.fail(`unexpected . after term ${quoteText(formatNode(node))}`);
      default:
        return { type: "chain", node, fields, offset };
    }
  }

  #term(): Operand | undefined {
    const token = this.#context.tokens.nextNonSpace();
    const { offset, value } = token;
    switch (token.kind) {
      case "identifier":
        return this.#identifier(token);
      case ".":
        return { type: "dot", offset } satisfies DotNode;
      case "nil":
        return { type: "nil", offset } satisfies DotNode;
      case "variable":
        return this.#variable(token);
      case "field":
        return { type: "field", path: [value.slice(1)], offset };
      case "bool":
        return { type: "bool", value: value === "true", offset };
      case "charConstant":
      case "complex":
      case "number":
        return {
          type: "number",
          text: value,
          ...this.#context.literal(() => parseNumber(value)),
          offset,
        } satisfies NumberNode;
      case "leftParen":
        return this.#context.nested(() => this.pipeline("parenthesized pipeline", "rightParen"));
      case "string":
      case "rawString":
        return {
          type: "string",
          quoted: value,
          text: this.#context.literal(() => unquote(value)),
          offset,
        } satisfies StringNode;
      default:
        this.#context.tokens.backup(token);
        return undefined;
    }
  }

  #identifier({ value, offset }: Token): IdentifierNode {
    const problem = this.#context.checkFunction(value);
    if (problem !== undefined) this.#context.throw(problem);
    return { type: "identifier", name: value, offset };
  }

  #variable({ value, offset }: Token): VariableNode {
    const path = value.split(".");
    if (!this.#context.variables.includes(path[0] ?? ""))
      this.#context.fail(`undefined variable ${quoteText(path[0] ?? "")}`);
    return { type: "variable", path, offset };
  }
}
