/** What a person finds on GitHub and Azure, without what differs from run to run. */
import { createHash } from "node:crypto";
import { recordPath } from "@kalypso-actions/setup";
import type { EmptyWorld } from "@kalypso-actions/tutorial-world";

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

function sorted(texts: Iterable<string>): readonly string[] {
  return [...texts].sort();
}

/** Ids, which nothing else has: of repositories, Apps, objects of Azure. */
function withoutIds(text: string): string {
  return text.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b(?:Iv23)?\d{4,}\b|\bIv\w+/g, "<id>");
}

function onGitHub({ github }: EmptyWorld) {
  return github.repositories().map((name) => {
    const { environments, variables, secrets, rulesets, labels, actions, ...repository } =
      github.repository(name);
    const git = github.git(name);
    const { defaultBranch, description, visibility, allowsAutoMerge } = repository;
    return {
      name,
      settings: { defaultBranch, description, visibility, allowsAutoMerge, actions },
      variables: sorted([...variables].map((entry) => withoutIds(entry.join("=")))),
      secrets: sorted(secrets.keys()),
      labels: sorted(labels.keys()),
      rulesets: sorted(
        rulesets.map(({ branches, bypass }) => `${branches.join()} but ${bypass.map(withoutIds).join()}`),
      ),
      environments: sorted(
        [...environments].map(([environment, own]) =>
          JSON.stringify([environment, [...own.variables].sort(), sorted(own.secrets.keys()), own.branches]),
        ),
      ),
      branches: [...git.refs()].map(([ref, commit]) => {
        // The record has the ids of this world.
        const paths = git.paths(commit).filter((path) => path !== recordPath);
        const texts = git.texts(commit, paths).map((text) => text.replaceAll(github.url, "<server>"));
        return [ref, ...paths.map((path, index) => `${path} ${digestOf(texts[index] ?? "")}`)];
      }),
    };
  });
}

function onAzure({ cloud }: EmptyWorld) {
  const { applications, principals, roles, assignments, groups, clusters } = cloud;
  return {
    applications: sorted(
      [...applications.values()].map(({ displayName, credentials }) =>
        withoutIds(`${displayName}: ${credentials.map(({ name, subject }) => `${name} ${subject}`).join()}`),
      ),
    ),
    principals: principals.size,
    roles: sorted([...roles.values()].map(({ roleName, actions }) => `${roleName}: ${actions.join()}`)),
    assignments: assignments.size,
    groups: sorted(groups.keys()),
    clusters: sorted(
      [...clusters.values()].map(
        ({ name, configurations }) => `${name}: ${sorted(configurations.keys()).join()}`,
      ),
    ),
  };
}

/** Two worlds in the same state have the same text. */
export function stateOf(world: EmptyWorld): string {
  const apps = [...world.github.apps.values()].map(({ slug, permissions, repositories }) =>
    JSON.stringify([slug, permissions, repositories]),
  );
  return JSON.stringify(
    { repositories: onGitHub(world), apps: sorted(apps), azure: onAzure(world) },
    null,
    1,
  );
}

/** What the first lines are that differ. */
export function difference(expected: string, found: string): string {
  const [one, other] = [expected.split("\n"), found.split("\n")];
  const at = one.findIndex((line, index) => line !== other[index]);
  return `expected ${one[at]?.trim()}, found ${other[at]?.trim()}`;
}
