/** How far the control plane's commits have been promoted, according to the statuses that promotion sets. */

import {
  type BareRepository,
  defaultBranch,
  type RepositoryState,
  type StatusState,
} from "@kalypso-actions/github-sandbox";
import { parse } from "yaml";
import { type Commit, commitsOf, folderOf } from "./history.ts";

export interface EnvironmentView {
  readonly name: string;
  /** Its branch; undefined if no file declares the environment. */
  readonly branch: string | undefined;
  readonly newest: { readonly commit: Commit; readonly status: StatusState } | undefined;
  /** The newest commit that passed the check. */
  readonly deployed: Commit | undefined;
}

const suffix = " environment";
const folder = ".environments";

function textAt(value: unknown, ...keys: readonly string[]): string | undefined {
  const found = keys.reduce<unknown>(
    (at, key) => (at as Readonly<Record<string, unknown>> | null | undefined)?.[key],
    value,
  );
  return typeof found === "string" ? found : undefined;
}

/** The declared environments and their branches. A file that cannot be read declares none. */
function declared(git: BareRepository, commit: string): ReadonlyMap<string, string | undefined> {
  const files = (folderOf(git, commit, folder) ?? []).filter(({ name }) => /\.ya?ml$/.test(name));
  return new Map(
    files.flatMap(({ name }): readonly [string, string | undefined][] => {
      let document: unknown;
      try {
        document = parse(git.text(commit, `${folder}/${name}`) ?? "");
      } catch {
        return [];
      }
      const environment = textAt(document, "metadata", "name");
      return environment === undefined
        ? []
        : [[environment, textAt(document, "spec", "controlPlane", "branch")]];
    }),
  );
}

/** The latest status of a commit's promotion to an environment. */
function statusFor(state: RepositoryState, { sha }: Commit, environment: string): StatusState | undefined {
  return state.statuses.get(sha)?.findLast(({ context }) => context === environment + suffix);
}

/** The number of commits searched. */
const depth = 50;

export function environmentsOf(git: BareRepository, state: RepositoryState): readonly EnvironmentView[] {
  const main = git.resolve(defaultBranch);
  if (main === undefined) return [];
  const commits = commitsOf(git, main, { limit: depth });
  const branches = declared(git, main);
  const told = commits
    .flatMap(({ sha }) => state.statuses.get(sha) ?? [])
    .flatMap(({ context }) => (context.endsWith(suffix) ? [context.slice(0, -suffix.length)] : []));
  return [...new Set([...branches.keys(), ...told])].map((name) => {
    const known = commits.flatMap((commit) => {
      const status = statusFor(state, commit, name);
      return status === undefined ? [] : [{ commit, status }];
    });
    const deployed = known.find(({ status }) => status.state === "success")?.commit;
    return { name, branch: branches.get(name), newest: known[0], deployed };
  });
}
