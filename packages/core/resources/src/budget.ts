/** What one workload repository may ask of a run. It is counted, never measured, so that every run decides the same. */
import type { SourceFile } from "./yaml-document.ts";

/**
 * The files of a registration, once they are selected. Reading a step takes up to 25 microseconds, so that one repository
 * keeps a run for some 13 seconds at most. 1,000 targets in 125 files need 29,000 steps.
 */
export const workloadBudget = {
  files: 5_000,
  bytes: 16 * 1024 * 1024,
  documents: 20_000,
  /** Lines, and characters that may structure YAML. */
  steps: 500_000,
  targets: 5_000,
  /** Characters of all targets' schemas; those of a Workload count once for each of its targets. */
  schemaText: 16 * 1024 * 1024,
} as const;

/** What can make a node, a key, an item, an alias or an anchor. */
const structural = new Set(
  ["\n", ":", "-", "?", ",", "[", "{", "&", "*", "!", "|", ">", "]", "}", '"', "'"].map((each) =>
    each.charCodeAt(0),
  ),
);

/** The steps of reading a text, and its documents, without reading it. */
function countIn(text: string): { readonly steps: number; readonly documents: number } {
  let steps = 1;
  for (let at = 0; at < text.length; at++) if (structural.has(text.charCodeAt(at))) steps++;
  return { steps, documents: 1 + (text.match(/^---/gm)?.length ?? 0) };
}

type Count = keyof typeof workloadBudget;

const named: Readonly<Record<Count, string>> = {
  files: "resource files",
  bytes: "characters in its resource files",
  documents: "documents",
  steps: "lines and characters that structure YAML",
  targets: "deployment targets",
  schemaText: "characters in the schemas of its deployment targets",
};

function firstOver(counts: Readonly<Partial<Record<Count, number>>>): string | undefined {
  for (const [count, found] of Object.entries(counts) as readonly (readonly [Count, number])[]) {
    const most = workloadBudget[count];
    if (found > most) return `${found} ${named[count]}; expected at most ${most}`;
  }
  return undefined;
}

/** @returns what is too much, and how much is allowed: `5001 resource files; expected at most 5000` */
export function filesOverBudget(files: readonly SourceFile[]): string | undefined {
  const bytes = files.reduce((sum, { text }) => sum + text.length, 0);
  const early = firstOver({ files: files.length, bytes });
  if (early !== undefined) return early;
  const counted = files.map(({ text }) => countIn(text));
  const sum = (count: "steps" | "documents") => counted.reduce((total, each) => total + each[count], 0);
  return firstOver({ documents: sum("documents"), steps: sum("steps") });
}

interface WorkloadSpec {
  readonly configSchemas?: readonly string[] | null | undefined;
  readonly deploymentTargets: readonly { readonly configSchemas?: readonly string[] | null | undefined }[];
}

function lengthOf(schemas: readonly string[] | null | undefined): number {
  return (schemas ?? []).reduce((sum, { length }) => sum + length, 0);
}

/** Like {@link filesOverBudget}, for the workloads that the files contain: aliases may repeat a text. */
export function workloadsOverBudget(workloads: readonly WorkloadSpec[]): string | undefined {
  let targets = 0;
  let schemaText = 0;
  for (const { configSchemas, deploymentTargets } of workloads) {
    targets += deploymentTargets.length;
    schemaText += lengthOf(configSchemas) * deploymentTargets.length;
    for (const target of deploymentTargets) schemaText += lengthOf(target.configSchemas);
  }
  return firstOver({ targets, schemaText });
}
