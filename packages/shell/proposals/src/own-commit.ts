/** The commits of this tool: their messages say what they propose to what. */

/** In the message of every commit: its base commit, and the proposal's destination. */
const trailer = "Kalypso-Proposal-Base";
const destinationTrailer = "Kalypso-Proposal-For";

/** A proposal's destination: a folder of a branch, the empty string for its root. */
export interface Destination {
  readonly base: string;
  readonly targetPath: string;
}

export function destinationText({ base, targetPath }: Destination): string {
  return targetPath === "" ? base : `${base}:${targetPath}`;
}

interface CommitText {
  readonly title: string;
  /** Of what the commit is, before those of the proposal. */
  readonly trailers?: readonly string[];
}

export function commitMessage(
  { title, trailers = [] }: CommitText,
  base: string,
  destination: Destination,
): string {
  const own = [`${trailer}: ${base}`, `${destinationTrailer}: ${destinationText(destination)}`];
  return `${title}\n\n${[...trailers, ...own].join("\n")}\n`;
}

export interface OwnCommit {
  /** The commit of the base branch that the proposal contains. */
  readonly base: string;
  /** Undefined in commits of earlier releases. */
  readonly destination: string | undefined;
}

interface Commit {
  readonly parents: readonly string[];
  readonly message: string;
}

/** @returns undefined for somebody else's commit */
export function ownCommit({ parents, message }: Commit): OwnCommit | undefined {
  const base = new RegExp(`^${trailer}: ([0-9a-f]+)$`, "m").exec(message)?.[1];
  const destination = new RegExp(`^${destinationTrailer}: (.+)$`, "m").exec(message)?.[1];
  return parents.length === 1 && base !== undefined && base === parents[0]
    ? { base, destination }
    : undefined;
}
