/** Evaluates the one shape of query that is asked; anything else is refused, as the graph refuses what it cannot read. */
import type { FluxRecord } from "./record.ts";

const shape = [
  /^kubernetesconfigurationresources$/,
  /^\| where type =~ 'microsoft\.kubernetesconfiguration\/fluxconfigurations'$/,
  /^\| where properties\.gitRepository\.repositoryRef\.branch == ('(?:[^'\\]|\\.)*')$/,
  /^\| where properties\.gitRepository\.url contains ('(?:[^'\\]|\\.)*')$/,
  /^\| project id, name, properties$/,
  /^\| order by id asc$/,
];

function unquote(literal: string): string {
  return literal.slice(1, -1).replace(/\\(.)/g, "$1");
}

/** @returns the rows, or why the query cannot be read */
export function evaluateQuery(
  query: string,
  records: readonly FluxRecord[],
  subscriptions: readonly string[] | undefined,
): readonly unknown[] | string {
  const lines = query.split("\n");
  const matches = shape.map((pattern, index) => pattern.exec(lines[index] ?? ""));
  if (lines.length !== shape.length || matches.includes(null)) return `Query is invalid: ${query}`;
  const [branch = "", part = ""] = [matches[2], matches[3]].map((match) => unquote(match?.[1] ?? "''"));
  return records
    .filter(({ subscriptionId }) => subscriptions === undefined || subscriptions.includes(subscriptionId))
    .filter(({ properties }) => {
      const { url, repositoryRef } = properties["gitRepository"] as {
        readonly url: string;
        readonly repositoryRef: { readonly branch: string };
      };
      return repositoryRef.branch === branch && url.toLowerCase().includes(part.toLowerCase());
    })
    .map(({ id, name, properties }) => ({ id, name, properties }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
