import { createHash } from "node:crypto";

/**
 * The default head branch for pull requests to a folder of a branch. Names that a hyphen could join
 * in two ways get a digest suffix, and so do names that git would reject.
 * @param path the empty string for the root
 */
export function defaultHead(base: string, path: string): string {
  if (path === "") return `kalypso/${base}`;
  if (/^\w+$/.test(path) && !base.includes("-")) return `kalypso/${base}-${path}`;
  const readable = path.replaceAll(/[^A-Za-z0-9_]+/g, "-").replaceAll(/^-|-$/g, "");
  const digest = createHash("sha256").update(`${base}\0${path}`).digest("hex").slice(0, 8);
  return `kalypso/${[base, readable, digest].filter((part) => part !== "").join("-")}`;
}
