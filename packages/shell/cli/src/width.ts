/** Columns of a terminal that text takes. */

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const empty = /\p{Mn}|\p{Me}|\p{Cf}/u;

function widthOf(character: string): number {
  if (character >= " " && character <= "~") return 1;
  if (empty.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

/** As much of a text as fits. */
export function fitting(text: string, columns: number): string {
  let width = 0;
  let end = 0;
  for (const character of text) {
    width += widthOf(character);
    if (width > columns) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** Where a text is best broken so that its first part fits: after a space, else after a mark that ends a part of a name. */
function breakIn(text: string, columns: number): number {
  const most = fitting(text, columns);
  const space = text[most.length] === " " ? most.length : most.lastIndexOf(" ");
  if (space > 0) return space + 1;
  const mark = Math.max(...[..."-/.,:@=_"].map((one) => most.lastIndexOf(one))) + 1;
  if (mark * 2 > most.length) return mark;
  // A piece has at least one character, however narrow the column.
  return most.length || ([...text][0] ?? "").length;
}

/** The text in pieces that fit. Nothing is lost but spaces at the ends of pieces. */
export function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (fitting(rest, columns) !== rest) {
    const piece = rest.slice(0, breakIn(rest, columns));
    lines.push(piece.trimEnd() || piece);
    rest = rest.slice(piece.length);
  }
  return rest === "" && lines.length > 0 ? lines : [...lines, rest];
}
