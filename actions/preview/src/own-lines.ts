import type { Diagnostic, Place } from "@kalypso-actions/diagnostics";
import { normaliseRepository } from "@kalypso-actions/names";

interface Own {
  readonly repository: string;
  /** The commit with the pull request merged: its lines are the ones that the pull request shows. */
  readonly commit: string;
}

function ownPlace(place: Place, { repository, commit }: Own): Place {
  const [, address = "", at = ""] = /^(.*)@([0-9a-f]{7,40})$/.exec(place.source ?? "") ?? [];
  const isOwn =
    at !== "" && commit.startsWith(at) && normaliseRepository(address) === normaliseRepository(repository);
  if (!isOwn) return place;
  const { source: _, ...here } = place;
  return here;
}

/** Problems of the pull request itself become annotations on its lines. */
export function onOwnLines(diagnostics: readonly Diagnostic[], own: Own): readonly Diagnostic[] {
  return diagnostics.map((each) => ({
    ...each,
    ...(each.place === undefined ? {} : { place: ownPlace(each.place, own) }),
    ...(each.related === undefined
      ? {}
      : { related: each.related.map((other) => ({ ...other, place: ownPlace(other.place, own) })) }),
  }));
}
