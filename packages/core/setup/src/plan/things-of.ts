/** Short ways to describe a thing. */
import type { Kind, Reference, Thing, ThingName, Wants } from "../things.ts";

/** What tells a thing apart from others of its kind. */
const subjects: { readonly [K in Kind]: (wants: Wants[K]) => readonly (string | undefined)[] } = {
  "github-app": ({ title }) => [title],
  installation: ({ organisation, title }) => [title, "on", organisation],
  repository: ({ repository }) => [repository],
  "actions-settings": ({ repository }) => [repository],
  label: ({ repository, label }) => [repository, label],
  environment: ({ repository, environment }) => [repository, environment],
  variable: ({ repository, environment, variable }) => [repository, environment, variable],
  secret: ({ repository, environment, secret }) => [repository, environment, secret],
  content: ({ repository }) => [repository],
  files: ({ repository, branch }) => [repository, branch],
  ruleset: ({ repository, ruleset }) => [repository, ruleset],
  "azure-application": ({ displayName }) => [displayName],
  "federated-credential": ({ credential }) => [credential],
  "azure-role": ({ role }) => [role],
  "role-assignment": ({ scope }) => [scope],
  "resource-group": ({ group }) => [group],
  "aks-cluster": ({ group, cluster }) => [`${group}/${cluster}`],
  "cluster-secret": ({ group, cluster }) => [`${group}/${cluster}`, "repo-secret"],
  "flux-configuration": ({ group, cluster, configuration }) => [`${group}/${cluster}`, configuration],
};

export function isKind(text: string): text is Kind {
  return Object.hasOwn(subjects, text);
}

export function nameOf<K extends Kind>(kind: K, wants: Wants[K]): ThingName {
  const parts = subjects[kind](wants).filter((part) => part !== undefined);
  return `${kind} ${parts.join(" ")}`;
}

export function thing<K extends Kind>(kind: K, wants: Wants[K]): Thing {
  return { kind, name: nameOf(kind, wants), wants } as unknown as Thing;
}

export function outputOf(of: Reference["of"], output: string): Reference {
  return { of, output };
}
