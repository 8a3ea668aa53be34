/** Edit distance with adjacent transpositions (optimal string alignment), in whole edits. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}

/** Whether two different names are one letter apart, or two neighbours swapped; case does not matter. */
export function isOneLetterOff(name: string, other: string): boolean {
  if (name === other || Math.abs(name.length - other.length) > 1) return false;
  const [a, b] = [name.toLowerCase(), other.toLowerCase()];
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  // Most differ near their beginning; after the first difference and a letter, one edit leaves equal ends.
  const tails = [
    [1, 1],
    [1, 0],
    [0, 1],
  ] as const;
  const isEdited = tails.some(([own, their]) => a.slice(same + own) === b.slice(same + their));
  const isSwapped =
    a[same] === b[same + 1] && a[same + 1] === b[same] && a.slice(same + 2) === b.slice(same + 2);
  return isEdited || isSwapped;
}

/**
 * The known name that `name` was probably meant to be: it differs only in case, or by at most a third of its letters
 * (three at most). `undefined` if a suggestion would be a guess.
 */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  const limit = Math.min(3, Math.ceil(wanted.length / 3));
  let nearest: string | undefined;
  let nearestDistance = limit + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) > limit) continue;
    const found = distance(wanted, candidate.toLowerCase());
    if (found < nearestDistance) {
      nearest = candidate;
      nearestDistance = found;
    }
  }
  return nearest;
}

/** As `nearestName`; failing that, the known name that is short for it, or that it is short for: `develop` and `dev`. */
export function nearestOrShort(name: string, known: readonly string[]): string | undefined {
  const isShort = (a: string, b: string) => a.length >= 3 && b.toLowerCase().startsWith(a.toLowerCase());
  return nearestName(name, known) ?? known.find((each) => isShort(each, name) || isShort(name, each));
}

/** The hint that names what was probably meant; undefined if nothing is near. */
export function didYouMean(nearest: string | undefined): string | undefined {
  return nearest === undefined ? undefined : `Did you mean \`${nearest}\`?`;
}
