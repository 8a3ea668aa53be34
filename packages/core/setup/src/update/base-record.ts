import { objectId } from "@kalypso-actions/names";

/** `.kalypso/workflows.json` of a branch: from which release's texts its workflows were made. */
export const workflowsPath = ".kalypso/workflows.json";

/** A git object of the repository's history or, where the branch has never had that text, the text. */
export type BaseText = { readonly object: string } | { readonly text: string };

interface WorkflowBases {
  readonly version: 1;
  readonly release: string;
  readonly files: Readonly<Record<string, BaseText>>;
}

export function formatBases(bases: WorkflowBases): string {
  const files = Object.fromEntries(Object.entries(bases.files).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ ...bases, files }, null, 2)}\n`;
}

function isBase(value: unknown): value is BaseText {
  if (typeof value !== "object" || value === null) return false;
  const { object, text } = value as Readonly<Record<string, unknown>>;
  return typeof text === "string" || (typeof object === "string" && objectId.test(object));
}

/** @returns undefined for anything else than init writes: then nothing is known, and nothing is overwritten */
export function parseBases(text: string): WorkflowBases | undefined {
  try {
    const data = JSON.parse(text) as Readonly<Record<string, unknown>> | null;
    const { version, release, files } = data ?? {};
    if (version !== 1 || typeof release !== "string" || typeof files !== "object" || files === null)
      return undefined;
    return Object.values(files).every(isBase) ? (data as unknown as WorkflowBases) : undefined;
  } catch {
    return undefined;
  }
}
