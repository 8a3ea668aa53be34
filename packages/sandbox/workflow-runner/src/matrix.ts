/** The combinations of a job's matrix. */
import type { Plain } from "./expressions.ts";

export type Combination = Readonly<Record<string, Plain>>;

/** GitHub's limit per matrix. */
const maxJobs = 256;

function isRecord(value: Plain | undefined): value is { readonly [key: string]: Plain } {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function records(value: Plain | undefined): readonly Combination[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

const same = (a: Plain | undefined, b: Plain | undefined) => JSON.stringify(a) === JSON.stringify(b);

function product(dimensions: readonly (readonly [string, readonly Plain[]])[]): readonly Combination[] {
  return dimensions.reduce<readonly Combination[]>(
    (so, [name, values]) => so.flatMap((each) => values.map((value) => ({ ...each, [name]: value }))),
    [{}],
  );
}

/**
 * Every combination, in file order, without those that `exclude` names and with those that `include` adds.
 * @throws Error, as on GitHub, if a dimension is not a list or is empty
 */
export function expandMatrix(matrix: Plain): readonly Combination[] {
  if (!isRecord(matrix)) throw new Error("Error when evaluating 'strategy': Matrix must be a mapping");
  const { include, exclude, ...rest } = matrix;
  const dimensions = Object.entries(rest).map(([name, values]) => {
    if (Array.isArray(values) && values.length > 0) return [name, values as readonly Plain[]] as const;
    throw new Error(`Error when evaluating 'strategy': Matrix vector '${name}' does not contain any values`);
  });
  const original = (dimensions.length === 0 ? [] : product(dimensions)).filter(
    (each) =>
      !records(exclude).some((out) => Object.entries(out).every(([key, value]) => same(each[key], value))),
  );
  const found: Record<string, Plain>[] = original.map((each) => ({ ...each }));
  for (const addition of records(include)) {
    const fits = original.flatMap((each, index) =>
      Object.entries(addition).every(([key, value]) => !(key in each) || same(each[key], value))
        ? [index]
        : [],
    );
    for (const index of fits) Object.assign(found[index] ?? {}, addition);
    if (fits.length === 0) found.push({ ...addition });
  }
  if (found.length > maxJobs)
    throw new Error(`The matrix has ${found.length} jobs; at most ${maxJobs} are allowed`);
  return found;
}
