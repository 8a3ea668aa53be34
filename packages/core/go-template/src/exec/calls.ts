/** What functions are called with, how many arguments they take, and what a call costs. */

import type { CommandNode, Operand } from "../syntax/ast.ts";
import { type Cell, type GoFunction, GoMap, GoSlice, toValue } from "../values/value.ts";
import type { Meter } from "./meter.ts";

/** The result of a command, which the next one gets as its last argument. */
interface Result {
  readonly value: Cell;
  readonly command: CommandNode;
}

/** What a command or a field is called with: its own operands, then the result of the command before. */
export interface Given {
  readonly operands: readonly Operand[];
  readonly final: Result | undefined;
}

export const nothing: Given = { operands: [], final: undefined };

/** What is wrong with the number of arguments, of which one may be the result of the command before. */
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

/** Calls a function, and counts what it does. */
export function metered(meter: Meter, goFunction: GoFunction, args: readonly Cell[]): Cell {
  if (goFunction.cost !== undefined) meter.spendOnMaking(goFunction.cost(args));
  if (goFunction.isDeep) for (const arg of args) meter.spendOnWalking(toValue(arg));
  const result = goFunction.call(args);
  if (typeof result === "string") meter.spend(result.length / 64);
  else if (result instanceof GoSlice) meter.spendOnMaking(result.items.length);
  else if (result instanceof GoMap) meter.spend(result.entries.size / 16);
  return result;
}
