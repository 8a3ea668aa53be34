/** The document that pins the promoted commit on an environment's branch. */
import { documentsOf } from "@kalypso-actions/yaml-documents";
import { type Document, isMap, isScalar, type YAMLMap } from "yaml";

interface BaseRepoSpec {
  readonly repo: string;
  readonly branch: string;
  readonly path: string;
}

/** A commit that YAML would read as a number must be quoted. */
function scalar(commit: string): string {
  return /^[0-9]+(?:e[0-9]+)?$/.test(commit) ? `"${commit}"` : commit;
}

export function newBaseRepo({ repo, branch, path }: BaseRepoSpec, commit: string): string {
  return `apiVersion: scheduler.kalypso.io/v1alpha1
kind: BaseRepo
metadata:
  name: main
spec:
  repo: ${JSON.stringify(repo)}
  branch: ${JSON.stringify(branch)}
  path: ${JSON.stringify(path)}
  commit: ${scalar(commit)}
`;
}

function specOf(document: Document): YAMLMap | undefined {
  if (!isMap(document.contents) || document.get("kind") !== "BaseRepo") return undefined;
  const spec = document.get("spec");
  return isMap(spec) ? spec : undefined;
}

/** Where a node's text ends, without the comment after it. */
function endOf(node: unknown): number | undefined {
  const range = (node as { readonly range?: readonly [number, number, number] | null } | null)?.range;
  return range?.[1];
}

/** Adds the commit after the last entry, with the same indentation. */
function withNewEntry(text: string, spec: YAMLMap, commit: string): string | undefined {
  const last = spec.items.at(-1);
  const key = last?.key as { readonly range?: readonly [number, number, number] } | undefined;
  const end = endOf(last?.value) ?? key?.range?.[1];
  if (key?.range === undefined || end === undefined || spec.flow === true) return undefined;
  const start = key.range[0];
  const indent = " ".repeat(start - (text.lastIndexOf("\n", start - 1) + 1));
  const lineEnd = text.indexOf("\n", Math.max(end - 1, 0));
  const at = lineEnd < 0 ? text.length : lineEnd;
  return `${text.slice(0, at)}\n${indent}commit: ${scalar(commit)}${text.slice(at)}`;
}

/**
 * The text of a file with another commit in its BaseRepo. Nothing else changes, neither spaces nor comments.
 * @returns undefined if the file has no BaseRepo that can be edited this way
 */
export function withCommit(text: string, commit: string): string | undefined {
  for (const document of documentsOf(text) ?? []) {
    if (document.errors.length > 0) continue;
    const spec = specOf(document);
    if (spec === undefined) continue;
    const present = spec.get("commit", true);
    if (!isScalar(present) || !present.range) return withNewEntry(text, spec, commit);
    const [begin, end] = present.range;
    const before = text.slice(0, begin);
    const gap = begin === end && !/\s$/.test(before) ? " " : "";
    return `${before}${gap}${scalar(commit)}${text.slice(end)}`;
  }
  return undefined;
}
