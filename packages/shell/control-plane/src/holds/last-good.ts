/** The last good commits of registrations, read once each. */
import { hasErrors } from "@kalypso-actions/diagnostics";
import type { SnapshotReader } from "@kalypso-actions/git";
import { gitHubCommit } from "@kalypso-actions/names";
import { readTree } from "../tree.ts";
import {
  fetched,
  guardedReading,
  type Registration,
  type RegistrationReading,
  readingOf,
} from "../workloads.ts";
import { type GoodRevision, identityOf } from "./known.ts";

export class LastGood {
  readonly #reader: SnapshotReader;
  readonly #read = new Map<string, Promise<RegistrationReading | undefined>>();

  constructor(reader: SnapshotReader) {
    this.#reader = reader;
  }

  /**
   * Only the registration's own repository is read, because an inventory on a branch could name any other.
   * @returns undefined if the commit cannot be read, or is not good for the registration as a whole
   */
  async at(
    registration: Registration,
    revision: GoodRevision | undefined,
  ): Promise<RegistrationReading | undefined> {
    const { repo } = registration.data.spec.workload;
    if (revision === undefined || !gitHubCommit.test(revision.commit)) return undefined;
    if (identityOf(repo, "") !== identityOf(revision.repo, "")) return undefined;
    const id = JSON.stringify([registration.name, repo, revision.commit, revision.path]);
    const known = this.#read.get(id) ?? this.#readAt(registration, revision);
    this.#read.set(id, known);
    return known;
  }

  async #readAt(registration: Registration, { commit, path }: GoodRevision) {
    const { repo, branch } = registration.data.spec.workload;
    const location = { repo, commit, limits: fetched };
    const reading = await guardedReading(
      registration,
      () => readTree(this.#reader, location, path),
      ({ value: tree, diagnostics }) =>
        tree === undefined || hasErrors(diagnostics)
          ? undefined
          : readingOf({ ...tree, ref: branch }, registration, this.#reader.refusal),
    );
    return reading === undefined || reading.problems.length > 0 ? undefined : reading;
  }
}
