/** Executes a parsed template from start to end and reports errors in Go's words. */

import { quoteText } from "../format/quote.ts";
import { formatNode } from "../syntax/ast.ts";
import { byteLength } from "../values/text.ts";
import type { Cell, GoFunction } from "../values/value.ts";
import { ExecError, type ExecErrorKind } from "./error.ts";
import type { Environment, Frame, MissingKey, Place } from "./frame.ts";
import { LimitError, type Meter } from "./meter.ts";
import { Scope } from "./scope.ts";
import { type FindTemplate, Statements, type Surroundings } from "./statements.ts";
import type { OutputTrace, Writer } from "./trace.ts";

/** One execution of a template and the templates it calls; collects the output and the errors. */
export class Execution implements Surroundings {
  readonly functions: ReadonlyMap<string, GoFunction>;
  readonly meter: Meter;
  readonly missingKey: MissingKey;
  readonly find: FindTemplate;
  readonly #isStrict: boolean;
  readonly #trace: OutputTrace | undefined;
  #output = "";
  /** A missing value does not stop the execution, so that one run finds every problem. */
  readonly #missing: ExecError[] = [];
  current: Frame | undefined;

  constructor(
    find: FindTemplate,
    options: Pick<Environment, "functions" | "meter" | "missingKey"> & {
      readonly isStrict: boolean;
      readonly trace?: OutputTrace | undefined;
    },
  ) {
    this.find = find;
    this.functions = options.functions;
    this.meter = options.meter;
    this.missingKey = options.missingKey;
    this.#isStrict = options.isStrict;
    this.#trace = options.trace;
  }

  /** Executes the named template with the data. Returns the output and every error found. */
  run(name: string, data: Cell): { readonly text: string; readonly errors: readonly ExecError[] } {
    try {
      this.#run(name, data);
      return { text: this.#output, errors: this.#missing };
    } catch (error) {
      if (error instanceof ExecError) return { text: "", errors: [...this.#missing, error] };
      throw error;
    }
  }

  #run(name: string, data: Cell): void {
    const source = this.find(name);
    const list = source?.trees.get(name);
    if (source === undefined || list === undefined) return;
    const scope = new Scope(data);
    const at: Place = { type: "dot", offset: 0 };
    const frame: Frame = { source, template: name, depth: 0, scope, dot: data, at };
    try {
      new Statements(this, frame).list(list);
    } catch (error) {
      if (error instanceof LimitError) this.fail(this.current ?? frame, error.message, "limit");
      if (error instanceof RangeError && /call stack/.test(error.message))
        this.fail(this.current ?? frame, "nested too deep", "limit");
      throw error;
    }
  }

  write(text: string, writer: Writer): void {
    this.meter.write(text.length);
    this.#trace?.add(this.#output.length, this.#output.length + text.length, writer);
    this.#output += text;
  }

  missing(frame: Frame, place: Place): void {
    if (!this.#isStrict) return;
    frame.at = place;
    this.#missing.push(this.#error(frame, "the value is missing or null", "missing"));
  }

  fail(frame: Frame, what: string, kind: ExecErrorKind = "failed"): never {
    throw this.#error(frame, what, kind);
  }

  #error(frame: Frame, what: string, kind: ExecErrorKind): ExecError {
    const { name, text } = frame.source;
    const { offset } = frame.at;
    const before = text.slice(0, offset);
    const line = before.split("\n").length;
    const column = byteLength(before.slice(before.lastIndexOf("\n") + 1));
    const context = formatNode(frame.at);
    const place = `template: ${name}:${line}:${column}: executing ${quoteText(frame.template)} at <${context}>`;
    return new ExecError(`${place}: ${what}`, { kind, what, context, offset });
  }
}
