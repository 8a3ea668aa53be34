/** Plans a release from the tag and the repository, before anything is published. */

export interface ReleaseInput {
  readonly tag: string;
  /** The version in package.json at the tag's commit. */
  readonly version: string;
  readonly changelog: string;
  /** Files in .changeset/ that no release has collected yet. */
  readonly changesets: readonly string[];
}

export interface ReleasePlan {
  readonly version: string;
  /** `v1`: the tag that users of the actions write. */
  readonly majorTag: string;
  /** The changelog's section, for the release page. */
  readonly notes: string;
}

export type ReleaseDecision =
  | { readonly plan: ReleasePlan; readonly problems: readonly [] }
  | { readonly plan: undefined; readonly problems: readonly string[] };

/** Major, minor and patch of `v1.2.3`; undefined for anything else, prereleases included. */
export function versionOf(tag: string): readonly [number, number, number] | undefined {
  const match = /^v(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.exec(tag);
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** A version's text in the changelog, from its heading to the next one. */
export function notesOf(changelog: string, version: string): string | undefined {
  const sections = changelog.split(/^## /m).slice(1);
  const found = sections.find((section) => section.split("\n", 1)[0]?.trim() === version);
  const text = found?.slice(found.indexOf("\n")).trim();
  return text === "" ? undefined : text;
}

export function planRelease({ tag, version, changelog, changesets }: ReleaseInput): ReleaseDecision {
  const parts = versionOf(tag);
  if (parts === undefined)
    return { plan: undefined, problems: [`${tag} is not a release tag; expected v<major>.<minor>.<patch>`] };
  const notes = notesOf(changelog, version);
  const problems = [
    ...(parts[0] < 1 ? [`${tag} comes before v1.0.0, which is the first release`] : []),
    ...(tag === `v${version}` ? [] : [`the tag is ${tag}, but package.json has version ${version}`]),
    ...(notes === undefined ? [`CHANGELOG.md has no notes for ${version}`] : []),
    ...(changesets.length > 0
      ? [`${changesets.join(", ")} not yet in CHANGELOG.md; run \`npm run changeset -- version\``]
      : []),
  ];
  if (problems.length > 0 || notes === undefined) return { plan: undefined, problems };
  return { plan: { version, majorTag: `v${parts[0]}`, notes }, problems: [] };
}

/** Whether a tag is the newest of its major version, among all tags. */
export function isNewest(tag: string, tags: readonly string[]): boolean {
  const own = versionOf(tag);
  if (own === undefined) return false;
  return tags
    .map(versionOf)
    .filter((other) => other !== undefined)
    .filter((other) => other[0] === own[0])
    .every(([, minor, patch]) => minor < own[1] || (minor === own[1] && patch <= own[2]));
}
