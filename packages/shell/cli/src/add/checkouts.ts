/** The checkouts of a control plane, and what they would be with more files. No repository is read for that. */
import type { Checkout, ExistingCheckout, NewFile } from "@kalypso-actions/additions";
import { readControlPlane } from "@kalypso-actions/control-plane";
import type { Diagnostic, Outcome, Place } from "@kalypso-actions/diagnostics";
import { readFolder, type Snapshot, type SnapshotReader } from "@kalypso-actions/git";

/** Stands for a checkout where a repository's address is expected. */
const addresses: Readonly<Record<Checkout, string>> = {
  main: "https://checkout.invalid/main",
  environment: "https://checkout.invalid/environment",
};

const noCommit = "0".repeat(40);

/** A folder, as the person named it, with all files that are there. */
interface CheckoutFolder {
  readonly folder: string;
  readonly snapshot: Snapshot;
}

/** Resources, what says which files are resources, and what may be in the place of a new file. */
function isRead(path: string): boolean {
  return /\.ya?ml$|(?:^|\/)(?:kustomization|\.sourceignore)$/i.test(path);
}

export async function readCheckout(folder: string): Promise<CheckoutFolder> {
  return { folder, snapshot: await readFolder(folder, isRead) };
}

export type Checkouts = Readonly<Record<Checkout, CheckoutFolder>>;

/** The checkout as it would be with new files. */
function withFiles({ files, ...snapshot }: Snapshot, added: readonly NewFile[]): Snapshot {
  const paths = new Set(added.map(({ path }) => path));
  const more = added.map(({ path, text }) => ({ path, kind: "file" as const, text }));
  const all = [...files.filter(({ path }) => !paths.has(path)), ...more];
  return { ...snapshot, commit: noCommit, files: all.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/**
 * Answers for the checkouts, and for every other repository as if nothing were in it: what an application team or the
 * GitOps branch has says nothing about new files of the control plane.
 */
export function checkoutReader(checkouts: Checkouts, added: readonly NewFile[]): SnapshotReader {
  const known = new Map(
    (["main", "environment"] as const).map((checkout) => {
      const own = added.filter((file) => file.checkout === checkout);
      return [addresses[checkout], withFiles(checkouts[checkout].snapshot, own)];
    }),
  );
  const nothing: Snapshot = { commit: noCommit, ref: null, files: [] };
  return {
    read: async ({ repo }) => ({ value: known.get(repo) ?? nothing, diagnostics: [] }),
    [Symbol.asyncDispose]: async () => {},
  };
}

export function locationOf(checkout: Checkout): { readonly repo: string } {
  return { repo: addresses[checkout] };
}

function relocated(place: Place, checkouts: Checkouts): Place {
  const found = (["main", "environment"] as const).find((checkout) =>
    place.source?.startsWith(`${addresses[checkout]}@`),
  );
  return found === undefined ? place : { ...place, source: checkouts[found].folder };
}

/** Problems at their places in the folders. */
export function inFolders(diagnostics: readonly Diagnostic[], checkouts: Checkouts): readonly Diagnostic[] {
  return diagnostics.map(({ place, related, ...diagnostic }) => ({
    ...diagnostic,
    ...(place === undefined ? {} : { place: relocated(place, checkouts) }),
    ...(related === undefined
      ? {}
      : { related: related.map((one) => ({ ...one, place: relocated(one.place, checkouts) })) }),
  }));
}

/** What a checkout has, before anything is added. */
export async function existingCheckout(
  checkout: Checkout,
  checkouts: Checkouts,
): Promise<Outcome<ExistingCheckout | undefined>> {
  const { folder, snapshot } = checkouts[checkout];
  const read = await readControlPlane(checkoutReader(checkouts, []), locationOf(checkout), "");
  if (read.value === undefined)
    return { value: undefined, diagnostics: inFolders(read.diagnostics, checkouts) };
  return { value: { folder, files: snapshot.files, set: read.value.set }, diagnostics: [] };
}
