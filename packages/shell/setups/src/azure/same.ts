/** Spellings that Azure treats alike. */

/** The wanted text if Azure's differs from it in case only, which Azure ignores in ids, scopes and names. */
export function sameText(found: string, wanted: string): string {
  return found.toLowerCase() === wanted.toLowerCase() ? wanted : found;
}

function region(location: string): string {
  return location.replaceAll(" ", "").toLowerCase();
}

/** The same for regions: `West Europe` is `westeurope`. */
export function sameRegion(found: string, wanted: string): string {
  return region(found) === region(wanted) ? wanted : found;
}
