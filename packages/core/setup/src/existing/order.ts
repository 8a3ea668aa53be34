/** The order of promotion of an existing platform. */
import type { Diagnostic, Outcome } from "@kalypso-actions/diagnostics";

/**
 * The chain of environments that names what comes after each.
 * @param next by environment; undefined or `none` for the last
 * @returns undefined unless every environment is in one chain
 */
export function chainOf(
  environments: readonly string[],
  next: Readonly<Record<string, string | undefined>>,
): readonly string[] | undefined {
  const followers = new Set(environments.map((name) => next[name]));
  const firsts = environments.filter((name) => !followers.has(name));
  const chain: string[] = [];
  for (
    let at = firsts[0];
    at !== undefined && environments.includes(at) && !chain.includes(at);
    at = next[at]
  )
    chain.push(at);
  return firsts.length === 1 && chain.length === environments.length ? chain : undefined;
}

/**
 * @param listed by the control plane's main
 * @param asked by a person; undefined if they leave it to what is there
 * @param chain what GitHub's environments have; undefined if that is no chain
 */
export function orderOf(
  listed: readonly string[],
  asked: readonly string[] | undefined,
  chain: readonly string[] | undefined,
): Outcome<readonly string[] | undefined> {
  const isSame = (names: readonly string[]) => [...names].sort().join() === [...listed].sort().join();
  const problem = (code: Diagnostic["code"], message: string): Outcome<undefined> => ({
    value: undefined,
    diagnostics: [
      {
        severity: "error",
        code,
        message,
        hint: `Pass every environment in the order of promotion, such as \`--environments ${listed.join(",")}\`.`,
      },
    ],
  });
  const found = asked ?? chain;
  if (found === undefined)
    return problem(
      "input-missing",
      `the order of promotion is not known: main lists ${listed.join(", ")}, and no variable NEXT_ENVIRONMENT of the GitHub environments chains them`,
    );
  if (!isSame(found))
    return problem(
      "input-invalid",
      `--environments names ${found.join(", ")}; main lists ${listed.join(", ")}`,
    );
  return { value: found, diagnostics: [] };
}
