/** Converts an argument to its parameter's type, or reports in Go's words why it cannot. */

import { formatNode, type NumberNode, type Operand } from "../syntax/ast.ts";
import {
  type Cell,
  GoComplex,
  GoInteger,
  GoInterface,
  GoMap,
  nilSlice,
  type ParameterType,
  toValue,
  typeOf,
} from "../values/value.ts";

/** An argument of the right type, or why it cannot be converted. */
export type Argument = { readonly value: Cell } | { readonly problem: string; readonly isMissing?: boolean };

/** For types whose zero value is nil, a missing argument is allowed. */
function zeroOf(type: ParameterType): { readonly value: Cell } | undefined {
  switch (type) {
    case "interface {}":
      return { value: null };
    case "reflect.Value":
      return { value: undefined };
    case "map[string]interface {}":
      return { value: new GoMap(type, new Map(), true) };
    case "[]interface {}":
      return { value: nilSlice(type) };
    default:
      return undefined;
  }
}

/** `nil` passed to a parameter of this type. */
export function nilAs(type: ParameterType): Argument {
  return zeroOf(type) ?? { problem: `cannot assign nil to ${type}` };
}

/** A float if the number is written as one, otherwise an int. */
function numberOf({ text, int, float, complex, isCharacter }: NumberNode): Argument {
  if (complex !== undefined) return { value: new GoComplex(complex.real, complex.imaginary) };
  const isHex = /^0[xX][^pP]*$/.test(text);
  if (float !== undefined && !isHex && !isCharacter && /[.eEpP]/.test(text)) return { value: float };
  return int === undefined ? { problem: `${text} overflows int` } : { value: int };
}

/** A literal where nothing requires a particular type. */
export function constantOf(node: Operand): Argument {
  switch (node.type) {
    case "number":
      return numberOf(node);
    case "string":
      return { value: node.text };
    default:
      return { value: node.type === "bool" ? node.value : undefined };
  }
}

/** A literal converted to its parameter's type; numbers convert where they can. */
export function literalAs(node: Operand, type: ParameterType): Argument {
  const take = (value: Cell, what: string): Argument =>
    value === undefined ? { problem: `expected ${what}; found ${formatNode(node)}` } : { value };
  const number = node.type === "number" ? node : undefined;
  switch (type) {
    case "string":
      return take(node.type === "string" ? node.text : undefined, "string");
    case "bool":
      return take(node.type === "bool" ? node.value : undefined, "bool");
    case "int":
      return take(number?.int, "integer");
    case "uint32": {
      const unsigned = number?.uint;
      return take(unsigned === undefined ? undefined : new GoInteger("uint32", unsigned), "unsigned integer");
    }
    case "float64":
      return take(number?.float, "float");
    case "interface {}":
    case "reflect.Value":
      return constantOf(node);
    default:
      return { problem: `can't handle ${formatNode(node)} for arg of type ${type}` };
  }
}

/** An evaluated value passed to a parameter of this type. */
export function valueAs(cell: Cell, type: ParameterType): Argument {
  if (type === "reflect.Value") return { value: cell };
  if (type === "interface {}") return { value: toValue(cell) };
  if (cell === undefined)
    return zeroOf(type) ?? { problem: `invalid value; expected ${type}`, isMissing: true };
  const value = cell instanceof GoInterface ? cell.value : cell;
  if (typeOf(value) === type) return { value };
  return { problem: `wrong type for value; expected ${type}; got ${typeOf(value)}` };
}
