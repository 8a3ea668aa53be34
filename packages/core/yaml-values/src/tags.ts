/** Tags, directives, and the names of anchors and aliases. */
import { type Cursor, isBlank, isBreakOrEnd, isSpaceOrEnd, isWordCharacter, ReadError } from "./cursor.ts";
import { type Token, type TokenKind, token } from "./token.ts";

const uriCharacter = /^[0-9A-Za-z_\-;/?:@&=+$,.!~*'()[\]%]$/;

/** The octets of one character, `%C3%A9`. */
function readOctets(cursor: Cursor): string {
  const octets: number[] = [];
  let width = 1;
  while (octets.length < width) {
    const hex = /^%([0-9A-Fa-f]{2})$/.exec(cursor.text.slice(cursor.offset, cursor.offset + 3))?.[1];
    if (hex === undefined) throw new ReadError("an escaped octet is incomplete");
    const octet = Number.parseInt(hex, 16);
    if (octets.length > 0) {
      if ((octet & 0xc0) !== 0x80) throw new ReadError("an escaped octet does not continue a character");
    } else if (octet < 0x80) width = 1;
    else if ((octet & 0xe0) === 0xc0) width = 2;
    else if ((octet & 0xf0) === 0xe0) width = 3;
    else if ((octet & 0xf8) === 0xf0) width = 4;
    else throw new ReadError("an escaped octet does not begin a character");
    octets.push(octet);
    cursor.skip(3);
  }
  return new TextDecoder().decode(Uint8Array.from(octets));
}

function readUri(cursor: Cursor): string {
  let uri = "";
  while (uriCharacter.test(cursor.at())) {
    if (cursor.at() === "%") uri += readOctets(cursor);
    else {
      uri += cursor.at();
      cursor.skip();
    }
  }
  return uri;
}

/** `!`, `!!` or `!name!`; in a tag also `!name`, which is not a handle. */
function readHandle(cursor: Cursor, isDirective: boolean): string {
  if (cursor.at() !== "!") throw new ReadError("a tag does not begin with `!`");
  const begin = cursor.offset;
  cursor.skip();
  cursor.skipWhile(isWordCharacter);
  if (cursor.at() === "!") cursor.skip();
  else if (isDirective && cursor.offset > begin + 1) throw new ReadError("a handle does not end with `!`");
  return cursor.text.slice(begin, cursor.offset);
}

function readName(cursor: Cursor): { readonly text: string; readonly suffix: string } {
  if (cursor.at(1) === "<") {
    cursor.skip(2);
    const suffix = readUri(cursor);
    if (suffix === "" || cursor.at() !== ">") throw new ReadError("a verbatim tag does not end");
    cursor.skip();
    return { text: "", suffix };
  }
  const handle = readHandle(cursor, false);
  if (handle.length > 1 && handle.endsWith("!")) {
    const suffix = readUri(cursor);
    if (suffix === "") throw new ReadError("a tag has a handle but no suffix");
    return { text: handle, suffix };
  }
  const suffix = handle.slice(1) + readUri(cursor);
  return suffix === "" ? { text: "", suffix: "!" } : { text: "!", suffix };
}

export function readTag(cursor: Cursor): Token {
  const mark = cursor.mark();
  const name = readName(cursor);
  if (!isSpaceOrEnd(cursor.at())) throw new ReadError("no white space after a tag");
  return token("tag", mark, name);
}

function readVersion(cursor: Cursor): string {
  const version = /^([0-9]{1,2})\.([0-9]{1,2})(?![0-9])/.exec(
    cursor.text.slice(cursor.offset, cursor.offset + 6),
  );
  if (version === null) throw new ReadError("no version after %YAML");
  cursor.skip(version[0].length);
  return `${Number(version[1])}.${Number(version[2])}`;
}

function readTagDirective(cursor: Cursor): { readonly text: string; readonly suffix: string } {
  const text = readHandle(cursor, true);
  if (!isBlank(cursor.at())) throw new ReadError("no white space after a handle");
  cursor.skipWhile(isBlank);
  const suffix = readUri(cursor);
  if (suffix === "" || !isSpaceOrEnd(cursor.at())) throw new ReadError("no prefix after a handle");
  return { text, suffix };
}

/** `%YAML 1.1` or `%TAG !e! prefix`, with the line's end. */
export function readDirective(cursor: Cursor): Token {
  const mark = cursor.mark();
  cursor.skip();
  const begin = cursor.offset;
  cursor.skipWhile(isWordCharacter);
  const name = cursor.text.slice(begin, cursor.offset);
  if (!isSpaceOrEnd(cursor.at()) || (name !== "YAML" && name !== "TAG"))
    throw new ReadError("an unknown directive");
  cursor.skipWhile(isBlank);
  const found =
    name === "YAML"
      ? token("version", mark, { text: readVersion(cursor) })
      : token("tag-directive", mark, readTagDirective(cursor));
  cursor.skipWhile(isBlank);
  cursor.skipComment();
  if (!isBreakOrEnd(cursor.at())) throw new ReadError("unexpected text after a directive");
  cursor.readBreak();
  return found;
}

/** `*name` or `&name`. */
export function readReference(cursor: Cursor, kind: TokenKind): Token {
  const mark = cursor.mark();
  cursor.skip();
  const begin = cursor.offset;
  cursor.skipWhile(isWordCharacter);
  const text = cursor.text.slice(begin, cursor.offset);
  const next = cursor.at();
  if (text === "" || !(isSpaceOrEnd(next) || "?:,]}%@`".includes(next)))
    throw new ReadError("an anchor or alias without a name");
  return token(kind, mark, { text });
}
