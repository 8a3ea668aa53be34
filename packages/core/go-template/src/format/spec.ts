/** A printf verb with its flags, width and precision (https://pkg.go.dev/fmt#hdr-Printing). */
export interface Spec {
  readonly verb: string;
  readonly plus: boolean;
  readonly minus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  /** `%#v`: Go syntax. */
  readonly isSyntax: boolean;
  /** `%+v`: structs with field names. */
  readonly isNamed: boolean;
  /** Minimum number of characters. */
  readonly width: number | undefined;
  readonly precision: number | undefined;
}

/** Plain `%v`, which print uses. */
export const plainSpec: Spec = {
  verb: "v",
  plus: false,
  minus: false,
  sharp: false,
  space: false,
  zero: false,
  isSyntax: false,
  isNamed: false,
  width: undefined,
  precision: undefined,
};

function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Pads a text to the width. Zeros go on the left only, for any text, as in Go. */
export function pad(text: string, { width, minus, zero }: Pick<Spec, "width" | "minus" | "zero">): string {
  const missing = (width ?? 0) - countCharacters(text);
  if (missing <= 0) return text;
  if (minus) return text + " ".repeat(missing);
  return (zero ? "0" : " ").repeat(missing) + text;
}
