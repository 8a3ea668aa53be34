import { toBytes } from "../values/text.ts";

/** Quoted as in package time: anything but printable ASCII, byte by byte. */
export function quoteBytes(text: string): string {
  const parts = Array.from(toBytes(text), (byte) => {
    if (byte < 0x20 || byte > 0x7f) return `\\x${byte.toString(16).padStart(2, "0")}`;
    const character = String.fromCharCode(byte);
    return character === '"' || character === "\\" ? `\\${character}` : character;
  });
  return `"${parts.join("")}"`;
}
