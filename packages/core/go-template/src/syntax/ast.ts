/** The nodes of a parsed Go template, one for one with those of text/template/parse. */

interface Located {
  /** Offset in the template: 0-based, in UTF-16 code units. */
  readonly offset: number;
}

export interface ListNode extends Located {
  readonly type: "list";
  readonly nodes: readonly Statement[];
}

interface TextNode extends Located {
  readonly type: "text";
  readonly text: string;
}

export interface ActionNode extends Located {
  readonly type: "action";
  readonly pipe: PipeNode;
}

/** `if`, `with` and `range`: a pipeline, and one list for each outcome. */
export interface BranchNode extends Located {
  readonly type: "if" | "with" | "range";
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly elseList: ListNode | undefined;
}

export interface JumpNode extends Located {
  readonly type: "break" | "continue";
}

export interface TemplateNode extends Located {
  readonly type: "template";
  readonly name: string;
  readonly pipe: PipeNode | undefined;
}

export type Statement = TextNode | ActionNode | BranchNode | JumpNode | TemplateNode;

export interface PipeNode extends Located {
  readonly type: "pipe";
  /** `=` assigns existing variables, `:=` declares new ones. */
  readonly isAssign: boolean;
  readonly declarations: readonly VariableNode[];
  readonly commands: readonly CommandNode[];
}

export interface CommandNode extends Located {
  readonly type: "command";
  readonly first: Operand;
  /** The arguments of the first operand, if it takes any. */
  readonly rest: readonly Operand[];
}

/** An operand followed by fields, `(pipeline).Field`. */
export interface ChainNode extends Located {
  readonly type: "chain";
  readonly node: Operand;
  readonly fields: readonly string[];
}

export interface FieldNode extends Located {
  readonly type: "field";
  readonly path: readonly string[];
}

export interface VariableNode extends Located {
  readonly type: "variable";
  /** `$name` and the fields after it. */
  readonly path: readonly string[];
}

export interface IdentifierNode extends Located {
  readonly type: "identifier";
  readonly name: string;
}

/** A numeric literal can have several types; its use decides. */
export interface NumberNode extends Located {
  readonly type: "number";
  readonly text: string;
  readonly int: bigint | undefined;
  readonly uint: bigint | undefined;
  readonly float: number | undefined;
  /** Written in single quotes. */
  readonly isCharacter: boolean;
  readonly complex: { readonly real: number; readonly imaginary: number } | undefined;
}

export interface StringNode extends Located {
  readonly type: "string";
  /** As written, including the quotes. */
  readonly quoted: string;
  readonly text: string;
}

interface BoolNode extends Located {
  readonly type: "bool";
  readonly value: boolean;
}

export interface DotNode extends Located {
  readonly type: "dot" | "nil";
}

export type Operand =
  | PipeNode
  | ChainNode
  | FieldNode
  | VariableNode
  | IdentifierNode
  | NumberNode
  | StringNode
  | BoolNode
  | DotNode;

/** A node as Go prints it in error messages. */
export function formatNode(node: Operand | CommandNode | TemplateNode): string {
  switch (node.type) {
    case "pipe": {
      const names = node.declarations.map(formatNode).join(", ");
      const commands = node.commands.map(formatNode).join(" | ");
      return names === "" ? commands : `${names} ${node.isAssign ? "=" : ":="} ${commands}`;
    }
    case "command":
      return [node.first, ...node.rest]
        .map((operand) => (operand.type === "pipe" ? `(${formatNode(operand)})` : formatNode(operand)))
        .join(" ");
    case "template":
      return `{{template ${JSON.stringify(node.name)}${node.pipe === undefined ? "" : ` ${formatNode(node.pipe)}`}}}`;
    case "chain": {
      const inner = node.node.type === "pipe" ? `(${formatNode(node.node)})` : formatNode(node.node);
      return inner + node.fields.map((field) => `.${field}`).join("");
    }
    case "field":
      return node.path.map((part) => `.${part}`).join("");
    case "variable":
      return node.path.join(".");
    case "identifier":
      return node.name;
    case "number":
      return node.text;
    case "string":
      return node.quoted;
    case "bool":
      return String(node.value);
    case "dot":
      return ".";
    case "nil":
      return "nil";
  }
}
