import { createHash } from "node:crypto";

/** The id that git gives a file of this content. */
export function objectId(content: string | Uint8Array): string {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
