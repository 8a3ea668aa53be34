import { createHash } from "node:crypto";

/**
 * The default head branch of pull requests to a folder of a branch. A name gets a digest suffix if joining with a
 * hyphen would make it ambiguous, or if git would reject it.
 * @param path the empty string for the root
 */
export function defaultHead(base: string, path: string): string {
  if (path === "") return `kalypso/${base}`;
  if (/^\w+$/.test(path) && !base.includes("-")) return `kalypso/${base}-${path}`;
  const readable = path.replaceAll(/[^A-Za-z0-9_]+/g, "-").replaceAll(/^-|-$/g, "");
  const digest = createHash("sha256").update(`${base}\0${path}`).digest("hex").slice(0, 8);
  return `kalypso/${[base, readable, digest].filter((part) => part !== "").join("-")}`;
}
