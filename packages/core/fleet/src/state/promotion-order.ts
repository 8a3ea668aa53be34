import { compareText } from "@kalypso-actions/names";

/**
 * Environments as promotions go through them. What is in no chain comes last, by name; a chain that leads back to itself is
 * cut.
 * @param next the environment after each, as far as it is known
 */
export function inPromotionOrder(
  names: readonly string[],
  next: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const known = new Set(names);
  const following = (name: string) =>
    (next.get(name) ?? []).filter((each) => known.has(each) && each !== name);
  const after = new Set(names.flatMap(following));
  const chained = (name: string) => following(name).length > 0 || after.has(name);
  const starts = names.filter((name) => chained(name) && !after.has(name)).sort(compareText);
  const order: string[] = [];
  const placed = new Set<string>();
  let level = starts;
  while (level.length > 0) {
    for (const name of level) placed.add(name);
    order.push(...level);
    level = [...new Set(level.flatMap(following))].filter((name) => !placed.has(name)).sort(compareText);
  }
  return [...order, ...names.filter((name) => !placed.has(name)).sort(compareText)];
}
