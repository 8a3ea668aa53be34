/** The labels that make a ConfigMap platform configuration, and say where it applies. */

type Labels = Readonly<Record<string, string>>;

const platformConfigLabel = "platform-config";

/** Flux adds these to what it applied; they do not say where a ConfigMap applies. Its other labels are for people. */
const fluxMarks = ["kustomize.toolkit.fluxcd.io/name", "kustomize.toolkit.fluxcd.io/namespace"];

export function isPlatformConfig(labels: Labels): boolean {
  return labels[platformConfigLabel] === "true";
}

export type Condition = readonly [key: string, value: string];

/** The labels that say where a ConfigMap or ConfigSchema applies. */
export function conditionsOf(labels: Labels): readonly Condition[] {
  return Object.entries(labels).filter(([key]) => key !== platformConfigLabel && !fluxMarks.includes(key));
}

/** The labels in a key of an `azure-app-config` ConfigMap, `label.value.label.value...KEY`, and its last part. */
export function appConfigKey(key: string): { readonly labels: Labels; readonly name: string } {
  const parts = key.split(".").slice(0, -1);
  const name = key.slice(key.lastIndexOf(".") + 1);
  const labels: Record<string, string> = {};
  for (const [index, value] of parts.entries()) if (index % 2 === 1) labels[parts[index - 1] ?? ""] = value;
  return { labels, name };
}
