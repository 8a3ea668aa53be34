/** What the repositories of a platform are called: the tutorial knows them by their roles, such as `control-plane`. */

/** @returns a repository's name, by its role */
export type RepositoryNames = (role: string) => string;

/** In the samples, a repository is called as its role says. */
export const sampleNames: RepositoryNames = (role) => role;

/** Where `kalypso init` records what it makes, on the control plane's main. */
export const recordPath = ".kalypso/init.json";

interface Recorded {
  readonly prefix: string;
  readonly things: readonly { readonly kind: string; readonly wants: { readonly repository?: string } }[];
}

/**
 * @param record the text of `recordPath`
 * @returns names as init has given them; they throw an Error for a role that has no repository
 */
export function recordedNames(record: string): RepositoryNames {
  const { prefix, things } = JSON.parse(record) as Recorded;
  const names = things
    .filter(({ kind }) => kind === "repository")
    .map(({ wants: { repository = "" } }) => repository.replace(/.*\//, ""));
  const byRole = new Map(names.map((name) => [name.slice(prefix.length + 1), name]));
  return (role) => {
    const name = byRole.get(role);
    if (name === undefined) throw new Error(`init has recorded no repository ${role}`);
    return name;
  };
}

/** A text of the samples, with the addresses of other repositories. @param owner their owner's address */
export function withAddresses(text: string, owner: string, names: RepositoryNames): string {
  return text.replace(/https:\/\/github\.com\/contoso(?:\/([\w-]+))?/g, (_, role?: string) =>
    role === undefined ? owner : `${owner}/${names(role)}`,
  );
}
