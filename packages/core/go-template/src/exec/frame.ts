/** The state of a template's execution, and what it needs from its environment. */

import type { CommandNode, Operand, TemplateNode } from "../syntax/ast.ts";
import type { Cell, GoFunction } from "../values/value.ts";
import type { ExecErrorKind } from "./error.ts";
import type { Meter } from "./meter.ts";
import type { Scope } from "./scope.ts";

/** The nodes that errors can point at. */
export type Place = Operand | CommandNode | TemplateNode;

/** The source text of one or more templates; error positions refer to it. */
export interface TemplateText {
  /** The name used in errors. */
  readonly name: string;
  readonly text: string;
}

/** One template during its execution. */
export interface Frame {
  /** The text that defines the template. */
  readonly source: TemplateText;
  readonly template: string;
  /** Number of nested template calls down to this one. */
  readonly depth: number;
  readonly scope: Scope;
  /** The value of `.`: a block sets it and restores it at its end. */
  dot: Cell;
  /** The node under evaluation: errors are reported here. */
  at: Place;
}

/**
 * What a missing key yields: no value at all, or the zero value of the map's element type. For an interface that is
 * nil, on which a field access fails.
 */
export type MissingKey = "invalid" | "zero";

export interface Environment {
  readonly functions: ReadonlyMap<string, GoFunction>;
  readonly meter: Meter;
  /** What a missing map key yields: Go's option `missingkey`. */
  readonly missingKey: MissingKey;
  /** Records that a missing value would be printed, if that is an error; evaluation continues. */
  missing(frame: Frame, place: Place): void;
  fail(frame: Frame, what: string, kind?: ExecErrorKind): never;
}
