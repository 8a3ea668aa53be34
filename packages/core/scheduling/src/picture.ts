/** A small schedule as a picture for a job's summary: which policies put what where. */
import { oneLine } from "@kalypso-actions/diagnostics";
import type { Schedule } from "@kalypso-actions/resources";

/** With more, the picture is harder to read than the table. */
const maxEdges = 30;

/** Numbers stand for characters that could end a text, or that Mermaid gives a meaning. */
function nodeText(text: string): string {
  const encoded = (mark: string) => `#${mark.codePointAt(0)};`;
  return oneLine(text, 60)
    .replaceAll(/[^A-Za-z0-9 .-]/gu, encoded)
    .replace(/^[-.]|(?<=^\d+)\./, encoded);
}

interface Policy {
  readonly targets: Set<string>;
  readonly clusterTypes: Set<string>;
  /** Assignments that it makes. */
  pairs: number;
}

function policiesOf({ assignments }: Schedule): ReadonlyMap<string, Policy> {
  const found = new Map<string, Policy>();
  for (const { deploymentTarget, clusterType, policies } of assignments)
    for (const name of policies) {
      const known = found.get(name) ?? { targets: new Set(), clusterTypes: new Set(), pairs: 0 };
      known.targets.add(deploymentTarget);
      known.clusterTypes.add(clusterType);
      known.pairs++;
      found.set(name, known);
    }
  return found;
}

/** Names in the order in which they are met, each with its node. */
class Nodes {
  readonly #kind: string;
  readonly #shape: readonly [open: string, close: string];
  readonly #ids = new Map<string, string>();

  constructor(kind: string, shape: readonly [string, string]) {
    this.#kind = kind;
    this.#shape = shape;
  }

  id(name: string): string {
    const id = this.#ids.get(name) ?? `${this.#kind}${this.#ids.size}`;
    this.#ids.set(name, id);
    return id;
  }

  lines(): readonly string[] {
    const [open, close] = this.#shape;
    return [...this.#ids].map(([name, id]) => `  ${id}${open}"${nodeText(name)}"${close}`);
  }
}

/**
 * Deployment targets, policies, cluster types, and arrows between them, as Mermaid in a fence.
 * @returns no lines if there is nothing to show, if it would be large, or if arrows would say more than is so: a policy
 * takes each of its targets to each of its cluster types, unless something is held
 */
export function pictureOf(schedule: Schedule): readonly string[] {
  const policies = policiesOf(schedule);
  const all = [...policies.values()];
  const edges = all.reduce((sum, { targets, clusterTypes }) => sum + targets.size + clusterTypes.size, 0);
  const isExact = all.every(({ targets, clusterTypes, pairs }) => pairs === targets.size * clusterTypes.size);
  if (edges === 0 || edges > maxEdges || !isExact) return [];
  const targets = new Nodes("target", ["(", ")"]);
  const names = new Nodes("policy", ["{{", "}}"]);
  const clusterTypes = new Nodes("type", ["[", "]"]);
  const arrows = [...policies]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, policy]) => [
      ...[...policy.targets].sort().map((each) => `  ${targets.id(each)} --> ${names.id(name)}`),
      ...[...policy.clusterTypes].sort().map((each) => `  ${names.id(name)} --> ${clusterTypes.id(each)}`),
    ]);
  return [
    "```mermaid",
    "flowchart LR",
    ...targets.lines(),
    ...names.lines(),
    ...clusterTypes.lines(),
    ...arrows,
    "```",
    "",
  ];
}
