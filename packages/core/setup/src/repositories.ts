import type { EnvironmentPlace, Settings } from "./settings.ts";

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

type Names = Pick<Settings, "prefix"> & {
  readonly existing?: Pick<NonNullable<Settings["existing"]>, "controlPlane" | "gitops"> | undefined;
};

/** Those that are set up: of an existing platform, only the platform's own. */
export function rolesOf({ existing }: { readonly existing?: object | undefined }): readonly RepositoryRole[] {
  return existing === undefined ? repositories : ["control-plane", "platform-gitops"];
}

/** `<prefix>-control-plane`, or the name that it has already. */
export function repositoryName({ prefix, existing }: Names, role: RepositoryRole): string {
  if (existing !== undefined && role === "control-plane") return existing.controlPlane;
  if (existing !== undefined && role === "platform-gitops") return existing.gitops;
  return `${prefix}-${role}`;
}

/** `<organisation>/<prefix>-control-plane` */
export function repositoryOf(settings: Names & Pick<Settings, "organisation">, role: RepositoryRole): string {
  return `${settings.organisation}/${repositoryName(settings, role)}`;
}

/** An environment's branches. Those that init makes are called like it. */
export function placeOf({ existing }: Pick<Settings, "existing">, environment: string): EnvironmentPlace {
  const known = existing?.places[environment];
  return known ?? { branch: environment, gitopsBranch: environment, gitopsPath: "" };
}
