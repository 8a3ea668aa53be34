/** The first content of every repository, from the example repositories. */
import type { RepositoryRole } from "../repositories.ts";
import type { Settings } from "../settings.ts";
import { withAddresses } from "./addresses.ts";
import { forClusters } from "./clusters.ts";
import { exampleOf, type Files, forEnvironments, renamedFiles } from "./environments.ts";

/** Texts by path, by branch, by repository: the folder `workflows-examples`. */
export type Examples = Readonly<Record<string, Readonly<Record<string, Files>>>>;

/** @param files of the folder `workflows-examples`: `<repository>/<branch>/<path>`; what is in no branch is left out */
export function examplesOf(files: readonly { readonly path: string; readonly text: string }[]): Examples {
  const examples: Record<string, Record<string, Record<string, string>>> = {};
  for (const { path, text } of files) {
    const [repository = "", branch, ...rest] = path.split("/");
    if (branch === undefined || rest.length === 0) continue;
    const branches = examples[repository] ?? {};
    examples[repository] = branches;
    branches[branch] = { ...branches[branch], [rest.join("/")]: text };
  }
  return examples;
}

/** Texts by path, by branch, of one repository. */
export function contentsOf(
  role: RepositoryRole,
  examples: Examples,
  settings: Settings,
): Readonly<Record<string, Files>> {
  const branches: Record<string, Files> = {};
  const finish = (files: Files): Files =>
    Object.fromEntries(
      Object.entries(files).map(([path, text]) => [
        path,
        withAddresses(forClusters(text, path, settings), path, settings),
      ]),
    );
  for (const [branch, files] of Object.entries(examples[role] ?? {})) {
    if (branch === "main") branches[branch] = finish(forEnvironments(files, settings.environments));
    else
      for (const [index, environment] of settings.environments.entries()) {
        const example = exampleOf(index);
        // `stage`, or `stage-configs`.
        if (branch !== example && !branch.startsWith(`${example}-`)) continue;
        const name = `${environment}${branch.slice(example.length)}`;
        branches[name] = finish(renamedFiles(files, example, environment));
      }
  }
  return branches;
}

/** The branch that a repository shows first, and whose workflows events start. */
export function defaultBranchOf(role: RepositoryRole, { environments: [first = ""] }: Settings): string {
  return role.endsWith("gitops") ? first : "main";
}
