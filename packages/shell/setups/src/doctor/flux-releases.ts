/**
 * Releases of Flux by those of Azure's extension microsoft.flux, the oldest first, from its release notes:
 * https://learn.microsoft.com/azure/azure-arc/kubernetes/flux-gitops-release-notes
 */
const releases: readonly (readonly [extension: string, flux: string])[] = [
  ["1.7.7", "2.0"],
  ["1.7.8", "2.1"],
  ["1.11.1", "2.3"],
  ["1.13.1", "2.4"],
  ["1.16.8", "2.5"],
  ["1.17.3", "2.6"],
  ["1.23.0", "2.7"],
];

/** The last minor version whose notes are known. */
const newest = "1.23";

function compare(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => version.split(".").map(Number));
  for (const index of [0, 1, 2]) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** @returns such as `2.6`, the older one between two; undefined for a version that is older or newer than what is known */
export function fluxRelease(extension: string): string | undefined {
  if (!/^\d+\.\d+\.\d+$/.test(extension)) return undefined;
  const minor = extension.split(".").slice(0, 2).join(".");
  if (compare(minor, newest) > 0) return undefined;
  return releases.findLast(([first]) => compare(first, extension) <= 0)?.[1];
}
