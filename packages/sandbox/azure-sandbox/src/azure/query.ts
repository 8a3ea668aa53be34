/** Evaluates the one shape of query in use and rejects everything else, as the graph rejects invalid queries. */
import type { FluxRecord } from "./record.ts";

const shape = [
  /^kubernetesconfigurationresources$/,
  /^\| where type =~ 'microsoft\.kubernetesconfiguration\/fluxconfigurations'$/,
  /^\| where properties\.gitRepository\.repositoryRef\.branch == ('(?:[^'\\]|\\.)*')$/,
  /^\| where properties\.gitRepository\.url contains ('(?:[^'\\]|\\.)*')$/,
  /^\| project id, name, (\w+ = properties\.\w+(?:, \w+ = properties\.\w+)*)$/,
  /^\| order by id asc$/,
];

function unquote(literal: string): string {
  return literal.slice(1, -1).replace(/\\(.)/g, "$1");
}

/** A missing value is null in a row, not omitted. */
function projected(properties: FluxRecord["properties"], columns: readonly (readonly string[])[]) {
  return Object.fromEntries(
    columns.map(([name = "", property = ""]) => [name, properties[property] ?? null]),
  );
}

/** @returns the rows, or why the query is invalid */
export function evaluateQuery(
  query: string,
  records: readonly FluxRecord[],
  subscriptions: readonly string[] | undefined,
): readonly unknown[] | string {
  const lines = query.split("\n");
  const matches = shape.map((pattern, index) => pattern.exec(lines[index] ?? ""));
  if (lines.length !== shape.length || matches.includes(null)) return `Query is invalid: ${query}`;
  const [branch = "", part = ""] = [matches[2], matches[3]].map((match) => unquote(match?.[1] ?? "''"));
  const columns = (matches[4]?.[1] ?? "").split(", ").map((column) => column.split(" = properties."));
  return records
    .filter(({ subscriptionId }) => subscriptions === undefined || subscriptions.includes(subscriptionId))
    .filter(({ properties }) => {
      const { url, repositoryRef } = properties["gitRepository"] as {
        readonly url: string;
        readonly repositoryRef: { readonly branch: string };
      };
      return repositoryRef.branch === branch && url.toLowerCase().includes(part.toLowerCase());
    })
    .map(({ id, name, properties }) => ({ id, name, ...projected(properties, columns) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
