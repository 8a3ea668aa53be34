import type { Settings } from "./settings.ts";

/** The repositories of a platform, by their names in the example repositories. */
export const repositories = [
  "control-plane",
  "platform-gitops",
  "app-src",
  "app-gitops",
  "svc-src",
  "svc-gitops",
] as const;

export type RepositoryRole = (typeof repositories)[number];

type Owner = Pick<Settings, "organisation" | "prefix">;

/** `<prefix>-control-plane` */
export function repositoryName({ prefix }: Pick<Settings, "prefix">, role: RepositoryRole): string {
  return `${prefix}-${role}`;
}

/** `<organisation>/<prefix>-control-plane` */
export function repositoryOf(settings: Owner, role: RepositoryRole): string {
  return `${settings.organisation}/${repositoryName(settings, role)}`;
}
