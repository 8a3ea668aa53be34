/** A verb of printf with its flags, width and precision (https://pkg.go.dev/fmt#hdr-Printing). */
export interface Spec {
  readonly verb: string;
  readonly plus: boolean;
  readonly minus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  /** `%#v`: as Go source. */
  readonly isSyntax: boolean;
  /** `%+v`: structs with the names of their fields. */
  readonly isNamed: boolean;
  /** At least this many characters. */
  readonly width: number | undefined;
  readonly precision: number | undefined;
}

/** `%v` without anything: how print prints. */
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

/** Fills a text up to the width: with zeros only on the left, as Go does it with any text. */
export function pad(text: string, { width, minus, zero }: Pick<Spec, "width" | "minus" | "zero">): string {
  const missing = (width ?? 0) - countCharacters(text);
  if (missing <= 0) return text;
  if (minus) return text + " ".repeat(missing);
  return (zero ? "0" : " ").repeat(missing) + text;
}
