import { normalisePath } from "@kalypso-actions/names";

/** One path of several parts, each of which may be the root: `.` or empty. */
export function inFolder(...parts: readonly string[]): string {
  return normalisePath(parts.join("/"));
}
