/** What az prints of a result. */
import { complaint, notModelled } from "./errors.ts";

/** Evaluates a path of field names, `a.b`, the only JMESPath in use. */
function queried(value: unknown, query: string): unknown {
  if (!/^[A-Za-z]\w*(?:\.[A-Za-z]\w*)*$/.test(query)) throw notModelled(`--query ${query}`);
  return query
    .split(".")
    .reduce<unknown>(
      (from, name) =>
        from !== null && typeof from === "object" && !Array.isArray(from)
          ? ((from as Readonly<Record<string, unknown>>)[name] ?? null)
          : null,
      value ?? null,
    );
}

/** A row per item, a column per value; nested values have no place in it. */
function tabbed(value: unknown): string {
  const rows = Array.isArray(value) ? value : [value];
  return rows
    .map((row: unknown) => {
      if (row === null || row === undefined) return "";
      if (typeof row !== "object") return String(row);
      return Object.values(row)
        .map((cell) => (cell !== null && typeof cell === "object" ? "" : (cell ?? "None")))
        .join("\t");
    })
    .map((line) => `${line}\n`)
    .join("");
}

export function printed(result: unknown, output: string, query: string | undefined): string {
  const value = query === undefined ? result : queried(result, query);
  if (output === "none" || value === undefined || value === null) return "";
  if (output === "tsv") return tabbed(value);
  if (output === "json") return `${JSON.stringify(value, null, 2)}\n`;
  if (output === "table") throw complaint("the sandbox prints no tables");
  throw notModelled(`--output ${output}`);
}
