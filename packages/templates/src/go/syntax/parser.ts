/**
 * Parses a Go template to its syntax tree. The grammar and the messages are those of text/template/parse; the methods
 * bear the names of its productions, so that the two can be read side by side.
 */

import { quoteText } from "../format/quote.ts";
import type {
  ActionNode,
  BranchNode,
  CommandNode,
  DotNode,
  IdentifierNode,
  JumpNode,
  ListNode,
  NumberNode,
  Operand,
  PipeNode,
  Statement,
  StringNode,
  TemplateNode,
  VariableNode,
} from "./ast.ts";
import { formatNode } from "./ast.ts";
import { Lexer } from "./lexer.ts";
import { LiteralError, parseNumber, unquote } from "./literals.ts";
import { describeToken, type Token } from "./token.ts";
import { TokenStream } from "./token-stream.ts";

/** Why a function cannot be called. */
export interface Problem {
  readonly what: string;
  /** Whether there is such a function, but not for templates. */
  readonly isRefusal: boolean;
}

/** Tells why a name cannot be called; undefined for a function that can. */
export type FunctionCheck = (name: string) => Problem | undefined;

/** A template that cannot be parsed; the message is Go's, `template: <name>:<line>: <what>`. */
export class ParseError extends Error {
  readonly what: string;
  /** Whether the template is well-formed, but calls a function that it may not. */
  readonly isRefusal: boolean;
  /** 0-based offset of the token that was read last, in UTF-16 code units. */
  readonly offset: number;

  constructor(name: string, line: number, offset: number, { what, isRefusal }: Problem) {
    super(`template: ${name}:${line}: ${what}`);
    this.name = "ParseError";
    this.what = what;
    this.isRefusal = isRefusal;
    this.offset = offset;
  }
}

/** The templates of one text: the text's own, under its name, and those that it defines. */
export type TemplateTrees = ReadonlyMap<string, ListNode>;

/** What ends a list: `{{end}}`, or `{{else}}` whose line may go on with `if` or `with`. */
interface EndNode {
  readonly type: "end" | "else";
}

function isEnd(node: Statement | EndNode): node is EndNode {
  return node.type === "end" || node.type === "else";
}

/** Parentheses and blocks inside each other; Go has no such limit, but nobody writes this. */
const maxNesting = 500;

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

/** Comments leave no node, so that a template of white space only is empty and may be defined again. */
function isEmpty(list: ListNode): boolean {
  return list.nodes.every((node) => node.type === "text" && node.text.trim() === "");
}

class Parser {
  readonly #name: string;
  readonly #checkFunction: FunctionCheck;
  readonly #trees: Map<string, ListNode>;
  readonly #lexer: Lexer;
  readonly #tokens: TokenStream;
  /** The variables in scope, the data itself first. */
  #variables: string[] = ["$"];
  #rangeDepth = 0;
  #nesting = 0;
  #actionLine = 0;

  constructor(name: string, checkFunction: FunctionCheck, lexer: Lexer, trees: Map<string, ListNode>) {
    this.#name = name;
    this.#checkFunction = checkFunction;
    this.#lexer = lexer;
    this.#trees = trees;
    this.#tokens = new TokenStream(lexer);
  }

  parse(): void {
    const nodes: Statement[] = [];
    for (let token = this.#tokens.peek(); token.kind !== "EOF"; token = this.#tokens.peek()) {
      if (token.kind === "leftDelim" && this.#definition()) continue;
      const node = this.#textOrAction();
      if (isEnd(node)) this.#fail(`unexpected {{${node.type}}}`);
      else nodes.push(node);
    }
    this.#add(this.#name, { type: "list", nodes, offset: 0 });
  }

  #definition(): boolean {
    const delim = this.#tokens.next();
    const token = this.#tokens.nextNonSpace();
    if (token.kind !== "define") {
      this.#tokens.backup(delim, token);
      return false;
    }
    new Parser(this.#name, this.#checkFunction, this.#lexer, this.#trees).#parseDefinition();
    return true;
  }

  #parseDefinition(): void {
    const context = "define clause";
    const name = this.#templateName(this.#tokens.nextNonSpace(), context);
    this.#expect("rightDelim", context);
    this.#add(name, this.#closedList(context));
  }

  /** A list up to its `{{end}}`. */
  #closedList(context: string): ListNode {
    const { list, end } = this.#itemList();
    if (end.type !== "end") this.#fail(`unexpected {{${end.type}}} in ${context}`);
    return list;
  }

  #add(name: string, list: ListNode): void {
    const known = this.#trees.get(name);
    if (known === undefined || isEmpty(known)) this.#trees.set(name, list);
    else if (!isEmpty(list)) this.#fail(`template: multiple definition of template ${quoteText(name)}`);
  }

  #nested<T>(parse: () => T): T {
    this.#nesting++;
    if (this.#nesting > maxNesting) this.#fail(`nested deeper than ${maxNesting} levels`);
    const result = parse();
    this.#nesting--;
    return result;
  }

  #itemList(): { readonly list: ListNode; readonly end: EndNode } {
    const { offset } = this.#tokens.peekNonSpace();
    const nodes: Statement[] = [];
    while (this.#tokens.peekNonSpace().kind !== "EOF") {
      const node = this.#textOrAction();
      if (isEnd(node)) return { list: { type: "list", nodes, offset }, end: node };
      nodes.push(node);
    }
    return this.#fail("unexpected EOF");
  }

  #textOrAction(): Statement | EndNode {
    const token = this.#tokens.nextNonSpace();
    if (token.kind === "text") return { type: "text", text: token.value, offset: token.offset };
    if (token.kind !== "leftDelim") return this.#unexpected(token, "input");
    this.#actionLine = token.line;
    const node = this.#action();
    this.#actionLine = 0;
    return node;
  }

  #action(): Statement | EndNode {
    const token = this.#tokens.nextNonSpace();
    switch (token.kind) {
      case "block":
        return this.#blockControl();
      case "break":
      case "continue":
        return this.#jumpControl(token, token.kind);
      case "else":
        return this.#elseControl();
      case "end":
        this.#expect("rightDelim", "end");
        return { type: "end" };
      case "if":
      case "range":
      case "with":
        return this.#nested(() => this.#branchControl(token.kind as BranchNode["type"]));
      case "template":
        return this.#templateControl();
      default: {
        this.#tokens.backup(token);
        const pipe = this.#pipeline("command", "rightDelim");
        return { type: "action", pipe, offset: token.offset } satisfies ActionNode;
      }
    }
  }

  #jumpControl({ offset }: Token, kind: JumpNode["type"]): JumpNode {
    const token = this.#tokens.nextNonSpace();
    if (token.kind !== "rightDelim") this.#unexpected(token, `{{${kind}}}`);
    if (this.#rangeDepth === 0) this.#fail(`{{${kind}}} outside {{range}}`);
    return { type: kind, offset };
  }

  #elseControl(): EndNode {
    const { kind } = this.#tokens.peekNonSpace();
    // `{{else if` and `{{else with` are one action: what follows belongs to the inner control.
    if (kind !== "if" && kind !== "with") this.#expect("rightDelim", "else");
    return { type: "else" };
  }

  #branchControl(kind: BranchNode["type"]): BranchNode {
    const scope = this.#variables.length;
    const pipe = this.#pipeline(kind, "rightDelim");
    if (kind === "range") this.#rangeDepth++;
    const { list, end } = this.#itemList();
    if (kind === "range") this.#rangeDepth--;
    const elseList = end.type === "else" ? this.#elseList(kind) : undefined;
    this.#variables = this.#variables.slice(0, scope);
    return { type: kind, pipe, list, elseList, offset: pipe.offset };
  }

  #elseList(kind: BranchNode["type"]): ListNode {
    const next = this.#tokens.peek();
    if (kind !== "range" && next.kind === kind) {
      this.#tokens.next();
      return { type: "list", nodes: [this.#nested(() => this.#branchControl(kind))], offset: next.offset };
    }
    const { list, end } = this.#itemList();
    if (end.type !== "end") this.#fail(`expected end; found {{${end.type}}}`);
    return list;
  }

  #templateControl(): TemplateNode {
    const context = "template clause";
    const token = this.#tokens.nextNonSpace();
    const name = this.#templateName(token, context);
    const next = this.#tokens.nextNonSpace();
    if (next.kind === "rightDelim") return { type: "template", name, pipe: undefined, offset: token.offset };
    this.#tokens.backup(next);
    return { type: "template", name, pipe: this.#pipeline(context, "rightDelim"), offset: token.offset };
  }

  /** A definition and its use in one. */
  #blockControl(): TemplateNode {
    const context = "block clause";
    const token = this.#tokens.nextNonSpace();
    const name = this.#templateName(token, context);
    const pipe = this.#pipeline(context, "rightDelim");
    const inner = new Parser(this.#name, this.#checkFunction, this.#lexer, this.#trees);
    inner.#add(name, inner.#closedList(context));
    return { type: "template", name, pipe, offset: token.offset };
  }

  #templateName(token: Token, context: string): string {
    if (token.kind !== "string" && token.kind !== "rawString") return this.#unexpected(token, context);
    return this.#literal(() => unquote(token.value));
  }

  #pipeline(context: string, end: "rightDelim" | "rightParen"): PipeNode {
    const { offset } = this.#tokens.peekNonSpace();
    const { declarations, isAssign } = this.#declarations(context);
    const commands: CommandNode[] = [];
    for (;;) {
      const token = this.#tokens.nextNonSpace();
      if (token.kind === end) break;
      if (!operandStarts.has(token.kind)) this.#unexpected(token, context);
      this.#tokens.backup(token);
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
      const variable = this.#tokens.peekNonSpace();
      if (variable.kind !== "variable") return { declarations, isAssign: false };
      this.#tokens.next();
      const after = this.#tokens.peek();
      const next = this.#tokens.peekNonSpace();
      const isDeclaration = next.kind === "assign" || next.kind === "declare";
      const isListed = next.kind === "char" && next.value === ",";
      if (!isDeclaration && !isListed) {
        // The white space that was passed over separates operands: it goes back as well.
        if (after.kind === "space") this.#tokens.backup(variable, after);
        else this.#tokens.backup(variable);
        return { declarations, isAssign: false };
      }
      this.#tokens.nextNonSpace();
      declarations.push({ type: "variable", path: variable.value.split("."), offset: variable.offset });
      this.#variables.push(variable.value);
      if (isDeclaration) return { declarations, isAssign: next.kind === "assign" };
      if (context !== "range" || declarations.length > 1) this.#fail(`too many declarations in ${context}`);
      const { kind } = this.#tokens.peekNonSpace();
      if (kind !== "variable" && kind !== "rightDelim" && kind !== "rightParen")
        this.#fail("range can only initialize variables");
    }
  }

  #checkPipeline(commands: readonly CommandNode[], context: string): void {
    if (commands.length === 0) this.#fail(`missing value for ${context}`);
    for (const [index, { operands }] of commands.entries()) {
      const type = operands[0]?.type ?? "";
      if (index > 0 && ["bool", "dot", "nil", "number", "string"].includes(type)) {
        this.#fail(`non executable command in pipeline stage ${index + 1}`);
      }
    }
  }

  #command(): CommandNode {
    const { offset } = this.#tokens.peekNonSpace();
    const operands: Operand[] = [];
    for (;;) {
      this.#tokens.peekNonSpace();
      const operand = this.#operand();
      if (operand !== undefined) operands.push(operand);
      const token = this.#tokens.next();
      if (token.kind === "space") continue;
      if (token.kind === "rightDelim" || token.kind === "rightParen") this.#tokens.backup(token);
      else if (token.kind !== "pipe") this.#unexpected(token, "operand");
      break;
    }
    if (operands.length === 0) this.#fail("empty command");
    return { type: "command", operands, offset };
  }

  #operand(): Operand | undefined {
    const node = this.#term();
    const { kind, offset } = this.#tokens.peek();
    if (node === undefined || kind !== "field") return node;
    const fields: string[] = [];
    while (this.#tokens.peek().kind === "field") fields.push(this.#tokens.next().value.slice(1));
    switch (node.type) {
      case "field":
      case "variable":
        return { ...node, path: [...node.path, ...fields], offset };
      case "bool":
      case "string":
      case "number":
      case "nil":
      case "dot":
        return this.#fail(`unexpected . after term ${quoteText(formatNode(node))}`);
      default:
        return { type: "chain", node, fields, offset };
    }
  }

  #term(): Operand | undefined {
    const token = this.#tokens.nextNonSpace();
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
          ...this.#literal(() => parseNumber(value)),
          offset,
        } satisfies NumberNode;
      case "leftParen":
        return this.#nested(() => this.#pipeline("parenthesized pipeline", "rightParen"));
      case "string":
      case "rawString":
        return {
          type: "string",
          quoted: value,
          text: this.#literal(() => unquote(value)),
          offset,
        } satisfies StringNode;
      default:
        this.#tokens.backup(token);
        return undefined;
    }
  }

  #identifier({ value, offset }: Token): IdentifierNode {
    const problem = this.#checkFunction(value);
    if (problem !== undefined) this.#throw(problem);
    return { type: "identifier", name: value, offset };
  }

  #variable({ value, offset }: Token): VariableNode {
    const path = value.split(".");
    if (!this.#variables.includes(path[0] ?? ""))
      this.#fail(`undefined variable ${quoteText(path[0] ?? "")}`);
    return { type: "variable", path, offset };
  }

  #literal<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof LiteralError) return this.#fail(error.message);
      throw error;
    }
  }

  #expect(kind: Token["kind"], context: string): Token {
    const token = this.#tokens.nextNonSpace();
    return token.kind === kind ? token : this.#unexpected(token, context);
  }

  #unexpected(token: Token, context: string): never {
    if (token.kind !== "error") return this.#fail(`unexpected ${describeToken(token)} in ${context}`);
    if (this.#actionLine === 0 || this.#actionLine === token.line) return this.#fail(token.value);
    const started = `started at ${this.#name}:${this.#actionLine}`;
    return this.#fail(
      token.value.endsWith(" action") ? `${token.value} ${started}` : `${token.value} in action ${started}`,
    );
  }

  #fail(what: string): never {
    return this.#throw({ what, isRefusal: false });
  }

  #throw(problem: Problem): never {
    throw new ParseError(this.#name, this.#tokens.line, this.#tokens.offset, problem);
  }
}

/**
 * @param name what errors call the template
 * @param checkFunction whether there is a function of a name: an error where it is used
 * @throws ParseError
 */
export function parseGoTemplate(text: string, name: string, checkFunction: FunctionCheck): TemplateTrees {
  const trees = new Map<string, ListNode>();
  new Parser(name, checkFunction, new Lexer(text), trees).parse();
  return trees;
}
