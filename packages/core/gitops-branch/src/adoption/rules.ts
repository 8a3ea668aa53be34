/** Why a file of this render differs from the one that the Kalypso operator wrote: docs/semantics.md. */
import { documentsOf } from "@kalypso-actions/yaml-documents";

/** In the order of their sentences; of several rules that make one file differ, the later one names it. */
export const rules = {
  tracking: "the promoted commit is recorded with the manifests",
  readme: "every cluster type has its README, also without assignments",
  ends: "only ends of lines and separators differ: manifests end in one newline, and `---` is between two",
  script: "manifests of a script are joined by a newline; the operator puts `---` between them, as in YAML",
  spelling: "the values are the same, written another way: quotes, indentation, comments",
  order: "the values are the same, in another order of keys",
  "flux-labels":
    "the labels `kustomize.toolkit.fluxcd.io/*`, which the operator's own Flux adds to a Workload, are left out",
  name: "a config template decides the file's name; the operator has left the file with the former name beside it",
  "not-written":
    "an assignment that the operator has not written on this branch: its pull request is not merged, or the control plane has changed since it last rendered",
  values:
    "the values differ: the operator's pull request is not merged, or the control plane or a workload has changed since it last rendered",
  pruned: "nothing schedules it any more; the operator's next pull request would remove it, too",
  stale:
    "no template makes it any more; the operator leaves such files inside an assignment's folder, and they stay until somebody deletes them",
  empty: "a template that renders to nothing makes no file; the operator writes an empty one, which stays",
} as const;

export type Rule = keyof typeof rules;

const fluxMark = /^kustomize\.toolkit\.fluxcd\.io\//;

function parts(text: string): readonly string[] {
  return text
    .split(/^---[ \t]*\r?$/m)
    .map((part) => part.replace(/\r$/gm, "").trim())
    .filter(Boolean);
}

/** A value with its keys in one order, without Flux's marks if they do not count. */
function sorted(value: unknown, marksCount: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => sorted(item, marksCount));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => marksCount || !fluxMark.test(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each, marksCount)]),
  );
}

/** The values of a YAML text; undefined if it is none. */
function valuesOf(text: string): readonly unknown[] | undefined {
  const documents = documentsOf(text);
  if (documents === undefined || documents.some(({ errors }) => errors.length > 0)) return undefined;
  return documents
    .map((document) => document.toJS({ maxAliasCount: 100 }) as unknown)
    .filter((value) => value != null);
}

function sameBy(form: (value: unknown) => unknown, a: readonly unknown[], b: readonly unknown[]): boolean {
  return JSON.stringify(a.map(form)) === JSON.stringify(b.map(form));
}

/** Which rule makes the text of a file differ. */
export function ruleOf(path: string, before: string, after: string): Rule {
  const [was, is] = [parts(before), parts(after)];
  if (was.join("\n---\n") === is.join("\n---\n")) return "ends";
  const isYaml = /\.ya?ml$/.test(path);
  if (!isYaml) return was.join("\n") === is.join("\n").replace(/\r$/gm, "") ? "script" : "values";
  const [former, own] = [valuesOf(before), valuesOf(after)];
  if (former === undefined || own === undefined) return "values";
  if (sameBy((value) => value, former, own)) return "spelling";
  if (sameBy((value) => sorted(value, true), former, own)) return "order";
  return sameBy((value) => sorted(value, false), former, own) ? "flux-labels" : "values";
}
