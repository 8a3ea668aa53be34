/** What a declaration of the command line consists of. */

export type CommandName =
  | "schedule"
  | "render"
  | "validate"
  | "explain"
  | "diff"
  | "add"
  | "init"
  | "destroy"
  | "doctor"
  | "status"
  | "why"
  | "history"
  | "report"
  | "completion";

export interface OptionDeclaration {
  readonly name: string;
  /** One letter, for options that are typed often. */
  readonly short?: string;
  /** What follows it, such as `<name>`; undefined for a flag. */
  readonly value?: string;
  readonly description: string;
  /** What holds without it, for people. */
  readonly fallback?: string;
  readonly isRequired?: boolean;
  readonly choices?: readonly string[];
  readonly completes?: "files" | "folders" | "environments";
  /** For the scripts of `completion` only. */
  readonly isHidden?: boolean;
}

export interface OperandDeclaration {
  readonly name: string;
  readonly description: string;
  readonly isRequired: boolean;
  readonly choices?: readonly string[];
}

export interface CommandDeclaration {
  readonly name: CommandName;
  /** One sentence. */
  readonly summary: string;
  /** What else one has to know, if anything. */
  readonly details?: string;
  readonly operands: readonly OperandDeclaration[];
  readonly options: readonly OptionDeclaration[];
  readonly examples: readonly string[];
}
