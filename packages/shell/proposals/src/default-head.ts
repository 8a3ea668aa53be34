import { createHash } from "node:crypto";

/**
 * The branch that pull requests to a folder of a branch come from, where the user names none. What a hyphen could join
 * in two ways gets a digest behind it, and so does what git would not take.
 * @param path the empty string for the root
 */
export function defaultHead(base: string, path: string): string {
  if (path === "") return `kalypso/${base}`;
  if (/^\w+$/.test(path) && !base.includes("-")) return `kalypso/${base}-${path}`;
  const readable = path.replaceAll(/[^A-Za-z0-9_]+/g, "-").replaceAll(/^-|-$/g, "");
  const digest = createHash("sha256").update(`${base}\0${path}`).digest("hex").slice(0, 8);
  return `kalypso/${[base, readable, digest].filter((part) => part !== "").join("-")}`;
}
