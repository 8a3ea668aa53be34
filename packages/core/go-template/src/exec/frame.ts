/** What the execution of a template knows, and what it asks of its surroundings. */

import type { CommandNode, Operand, TemplateNode } from "../syntax/ast.ts";
import type { Cell, GoFunction } from "../values/value.ts";
import type { ExecErrorKind } from "./error.ts";
import type { Meter } from "./meter.ts";
import type { Scope } from "./scope.ts";

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
  /** How many templates call each other down to this one. */
  readonly depth: number;
  readonly scope: Scope;
  /** What `.` is: blocks set it, and set it back where they end. */
  dot: Cell;
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
