/** Function calls: arguments, their number, and the cost. */

import type { CommandNode, Operand } from "../syntax/ast.ts";
import { type Cell, type GoFunction, GoMap, GoSlice, toValue } from "../values/value.ts";
import type { Meter } from "./meter.ts";

/** The result of the previous command in the pipeline, passed as the last argument. */
interface Result {
  readonly value: Cell;
  readonly command: CommandNode;
}

/** The arguments of a command or field: its own operands, then the result of the previous command. */
export interface Given {
  readonly operands: readonly Operand[];
  readonly final: Result | undefined;
}

export const nothing: Given = { operands: [], final: undefined };

/** Reports a wrong number of arguments; the result of the previous command counts as one. */
export function countProblem(
  { parameters, rest }: GoFunction,
  { operands, final }: Given,
): string | undefined {
  const given = operands.length;
  const count = given + Number(final !== undefined);
  const wanted = parameters.length;
  if (rest !== undefined && count < wanted) return `want at least ${wanted} got ${given}`;
  return rest === undefined && count !== wanted ? `want ${wanted} got ${count}` : undefined;
}

/** Calls a function and meters its cost. */
export function metered(meter: Meter, goFunction: GoFunction, args: readonly Cell[]): Cell {
  if (goFunction.cost !== undefined) meter.spendOnMaking(goFunction.cost(args));
  if (goFunction.isDeep) for (const arg of args) meter.spendOnWalking(toValue(arg));
  const result = goFunction.call(args);
  if (typeof result === "string") meter.spend(result.length / 64);
  else if (result instanceof GoSlice) meter.spendOnMaking(result.items.length);
  else if (result instanceof GoMap) meter.spend(result.entries.size / 16);
  return result;
}
