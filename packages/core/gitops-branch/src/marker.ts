/** The hidden line that marks a pull request as ours to edit, and says what it proposes. */
import type { InventoryChange } from "./inventory/index.ts";
import type { FileChange, TreeDiff } from "./tree-diff.ts";

const marker = /^<!-- kalypso-actions: open-pr(?: ([0-9a-f]+))? -->/;

/** @param digest of the proposal's content; without it, the pull request stands for no proposal */
export function pullRequestMarker(digest?: string): string {
  return `<!-- kalypso-actions: open-pr${digest === undefined ? "" : ` ${digest}`} -->`;
}

/** @returns undefined for somebody else's pull request. Those of earlier releases have no digest */
export function readMarker(body: string): { readonly digest: string | undefined } | undefined {
  const found = marker.exec(body);
  return found === null ? undefined : { digest: found[1] };
}

/** A body that stands for no proposal any more. */
export function withoutDigest(body: string): string {
  return body.replace(marker, pullRequestMarker());
}

const fileContent = ({ path, before = "", after = "", mode }: FileChange) => [
  path,
  before,
  after,
  ...(mode === undefined ? [] : [mode]),
];

/** What a proposal proposes, to be digested: the same for the same changes, whatever the commits that they come from. */
export function proposalContent({
  diff,
  inventory,
}: {
  readonly diff: TreeDiff;
  readonly inventory: readonly InventoryChange[];
}): string {
  const told = inventory.map(({ subject, before = null, after = null }) => [subject, before, after]);
  const files = [diff.added, diff.modified, diff.removed].map((changes) => changes.map(fileContent));
  return JSON.stringify([...files, told]);
}
