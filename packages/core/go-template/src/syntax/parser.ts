/**
 * Parses a Go template into its syntax tree. Grammar and messages follow text/template/parse; methods are named after
 * its productions, so that the two can be compared side by side.
 */

import { quoteText } from "../format/quote.ts";
import type { ActionNode, BranchNode, JumpNode, ListNode, Statement, TemplateNode } from "./ast.ts";
import { Lexer } from "./lexer.ts";
import { unquote } from "./literals.ts";
import { type FunctionCheck, ParseContext } from "./parse-context.ts";
import { PipelineParser } from "./pipeline-parser.ts";
import type { Token } from "./token.ts";

export { type FunctionCheck, ParseError } from "./parse-context.ts";

/** The templates of one text: the text itself, under its own name, and those it defines. */
export type TemplateTrees = ReadonlyMap<string, ListNode>;

/** What ends a list: `{{end}}` or `{{else}}`, which may continue with `if` or `with`. */
interface EndNode {
  readonly type: "end" | "else";
}

function isEnd(node: Statement | EndNode): node is EndNode {
  return node.type === "end" || node.type === "else";
}

/** Comments leave no node, so a template of only white space and comments is empty and can be redefined. */
export function isEmptyList(list: ListNode): boolean {
  return list.nodes.every((node) => node.type === "text" && node.text.trim() === "");
}

class Parser {
  readonly #context: ParseContext;
  readonly #pipelines: PipelineParser;
  readonly #trees: Map<string, ListNode>;
  #rangeDepth = 0;

  constructor(context: ParseContext, trees: Map<string, ListNode>) {
    this.#context = context;
    this.#pipelines = new PipelineParser(context);
    this.#trees = trees;
  }

  /** Definitions do not see the variables around them. */
  #inner(): Parser {
    const { name, checkFunction, lexer } = this.#context;
    return new Parser(new ParseContext(name, checkFunction, lexer), this.#trees);
  }

  parse(): void {
    const nodes: Statement[] = [];
    for (let token = this.#context.tokens.peek(); token.kind !== "EOF"; token = this.#context.tokens.peek()) {
      if (token.kind === "leftDelim" && this.#definition()) continue;
      const node = this.#textOrAction();
      if (isEnd(node)) this.#context.fail(`unexpected {{${node.type}}}`);
      else nodes.push(node);
    }
    this.#add(this.#context.name, { type: "list", nodes, offset: 0 });
  }

  #definition(): boolean {
    const delim = this.#context.tokens.next();
    const token = this.#context.tokens.nextNonSpace();
    if (token.kind !== "define") {
      this.#context.tokens.backup(delim, token);
      return false;
    }
    this.#inner().#parseDefinition();
    return true;
  }

  #parseDefinition(): void {
    const context = "define clause";
    const name = this.#templateName(this.#context.tokens.nextNonSpace(), context);
    this.#context.expect("rightDelim", context);
    this.#add(name, this.#closedList(context));
  }

  /** A list up to its `{{end}}`. */
  #closedList(context: string): ListNode {
    const { list, end } = this.#itemList();
    if (end.type !== "end") this.#context.fail(`unexpected {{${end.type}}} in ${context}`);
    return list;
  }

  #add(name: string, list: ListNode): void {
    const known = this.#trees.get(name);
    if (known === undefined || isEmptyList(known)) this.#trees.set(name, list);
    else if (!isEmptyList(list))
      this.#context.fail(`template: multiple definition of template ${quoteText(name)}`);
  }

  #itemList(): { readonly list: ListNode; readonly end: EndNode } {
    const { offset } = this.#context.tokens.peekNonSpace();
    const nodes: Statement[] = [];
    while (this.#context.tokens.peekNonSpace().kind !== "EOF") {
      const node = this.#textOrAction();
      if (isEnd(node)) return { list: { type: "list", nodes, offset }, end: node };
      nodes.push(node);
    }
    return this.#context.fail("unexpected EOF");
  }

  #textOrAction(): Statement | EndNode {
    const token = this.#context.tokens.nextNonSpace();
    if (token.kind === "text") return { type: "text", text: token.value, offset: token.offset };
    if (token.kind !== "leftDelim") return this.#context.unexpected(token, "input");
    this.#context.actionLine = token.line;
    const node = this.#action();
    this.#context.actionLine = 0;
    return node;
  }

  #action(): Statement | EndNode {
    const token = this.#context.tokens.nextNonSpace();
    switch (token.kind) {
      case "block":
        return this.#blockControl();
      case "break":
      case "continue":
        return this.#jumpControl(token, token.kind);
      case "else":
        return this.#elseControl();
      case "end":
        this.#context.expect("rightDelim", "end");
        return { type: "end" };
      case "if":
      case "range":
      case "with":
        return this.#context.nested(() => this.#branchControl(token.kind as BranchNode["type"]));
      case "template":
        return this.#templateControl();
      default: {
        this.#context.tokens.backup(token);
        const pipe = this.#pipelines.pipeline("command", "rightDelim");
        return { type: "action", pipe, offset: token.offset } satisfies ActionNode;
      }
    }
  }

  #jumpControl({ offset }: Token, kind: JumpNode["type"]): JumpNode {
    const token = this.#context.tokens.nextNonSpace();
    if (token.kind !== "rightDelim") this.#context.unexpected(token, `{{${kind}}}`);
    if (this.#rangeDepth === 0) this.#context.fail(`{{${kind}}} outside {{range}}`);
    return { type: kind, offset };
  }

  #elseControl(): EndNode {
    const { kind } = this.#context.tokens.peekNonSpace();
    // `{{else if` and `{{else with` are one action: the rest belongs to the inner control structure.
    if (kind !== "if" && kind !== "with") this.#context.expect("rightDelim", "else");
    return { type: "else" };
  }

  #branchControl(kind: BranchNode["type"]): BranchNode {
    const scope = this.#context.variables.length;
    const pipe = this.#pipelines.pipeline(kind, "rightDelim");
    if (kind === "range") this.#rangeDepth++;
    const { list, end } = this.#itemList();
    if (kind === "range") this.#rangeDepth--;
    const elseList = end.type === "else" ? this.#elseList(kind) : undefined;
    this.#context.variables = this.#context.variables.slice(0, scope);
    return { type: kind, pipe, list, elseList, offset: pipe.offset };
  }

  #elseList(kind: BranchNode["type"]): ListNode {
    const next = this.#context.tokens.peek();
    if (kind !== "range" && next.kind === kind) {
      this.#context.tokens.next();
      return {
        type: "list",
        nodes: [this.#context.nested(() => this.#branchControl(kind))],
        offset: next.offset,
      };
    }
    const { list, end } = this.#itemList();
    if (end.type !== "end") this.#context.fail(`expected end; found {{${end.type}}}`);
    return list;
  }

  #templateControl(): TemplateNode {
    const context = "template clause";
    const token = this.#context.tokens.nextNonSpace();
    const name = this.#templateName(token, context);
    const next = this.#context.tokens.nextNonSpace();
    if (next.kind === "rightDelim") return { type: "template", name, pipe: undefined, offset: token.offset };
    this.#context.tokens.backup(next);
    return {
      type: "template",
      name,
      pipe: this.#pipelines.pipeline(context, "rightDelim"),
      offset: token.offset,
    };
  }

  /** A definition together with its use. */
  #blockControl(): TemplateNode {
    const context = "block clause";
    const token = this.#context.tokens.nextNonSpace();
    const name = this.#templateName(token, context);
    const pipe = this.#pipelines.pipeline(context, "rightDelim");
    const inner = this.#inner();
    inner.#add(name, inner.#closedList(context));
    return { type: "template", name, pipe, offset: token.offset };
  }

  #templateName(token: Token, context: string): string {
    if (token.kind !== "string" && token.kind !== "rawString")
      return this.#context.unexpected(token, context);
    return this.#context.literal(() => unquote(token.value));
  }
}

/**
 * @param name the name used in errors
 * @param checkFunction rejects functions that cannot be called
 * @throws ParseError
 */
export function parseGoTemplate(text: string, name: string, checkFunction: FunctionCheck): TemplateTrees {
  const trees = new Map<string, ListNode>();
  new Parser(new ParseContext(name, checkFunction, new Lexer(text)), trees).parse();
  return trees;
}
