/** The order of promotion. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import type { ObservedPlatform } from "./observed.ts";
import { type Check, environmentOf, problem, settingsPage } from "./problem.ts";

const nextVariable = "NEXT_ENVIRONMENT";
const chainVariable = "ENVIRONMENT_CHAIN";

/** The value of ENVIRONMENT_CHAIN, where a plan has no GitHub environments. @returns undefined if it is no such value */
function parseChain(text: string): Readonly<Record<string, string>> | undefined {
  try {
    const chain: unknown = JSON.parse(text);
    if (typeof chain !== "object" || chain === null || Array.isArray(chain)) return undefined;
    return Object.values(chain).every((next) => typeof next === "string") ? { ...chain } : undefined;
  } catch {
    return undefined;
  }
}

interface Link {
  readonly next: string;
  /** What says so, and where to correct it. */
  readonly by: string;
  readonly page: string;
}

/** What follows each environment that main lists; the last ones are left out. */
function linksOf(
  platform: ObservedPlatform,
  chain: Readonly<Record<string, string>>,
): ReadonlyMap<string, Link> | undefined {
  const { controlPlane, environments } = platform;
  const links = new Map<string, Link>();
  for (const { name } of environments) {
    if (Object.hasOwn(chain, name)) {
      const page = settingsPage(platform, controlPlane, "variables/actions");
      links.set(name, { next: chain[name] ?? "", by: `the variable ${chainVariable}`, page });
      continue;
    }
    if (controlPlane.environments === undefined) return undefined;
    const own = environmentOf(controlPlane, name);
    if (own === undefined) continue;
    if (own.variables === undefined) return undefined;
    const page = settingsPage(platform, controlPlane, "environments");
    const next = own.variables[nextVariable] ?? "";
    links.set(name, { next, by: `${nextVariable} of the GitHub environment ${name}`, page });
  }
  return new Map([...links].filter(([, { next }]) => next !== "" && next !== "none"));
}

/** The environments from one on, and the one that the chain comes back to, if it does. */
function walk(first: string, links: ReadonlyMap<string, Link>) {
  const reached = new Set<string>();
  let current: string | undefined = first;
  while (current !== undefined && !reached.has(current)) {
    reached.add(current);
    current = links.get(current)?.next;
  }
  return { reached, back: current };
}

/** Those that nothing is promoted to: the first of each row of them, and one of each ring. */
function unreached(names: readonly string[], links: ReadonlyMap<string, Link>): readonly string[] {
  const followers = new Set([...links.values()].map(({ next }) => next));
  const roots = names.filter((name) => !followers.has(name));
  const told = new Set(roots.flatMap((name) => [...walk(name, links).reached]));
  const rings: string[] = [];
  for (const name of names) {
    if (told.has(name)) continue;
    rings.push(name);
    for (const each of walk(name, links).reached) told.add(each);
  }
  return [...roots, ...rings];
}

/** Every environment is reached from the first one, and the chain has an end. */
export const chain: Check = (platform) => {
  const { controlPlane, environments } = platform;
  if (controlPlane.variables === undefined) return undefined;
  const text = controlPlane.variables[chainVariable];
  const value = text === undefined ? {} : parseChain(text);
  if (value === undefined)
    return [
      problem("chain-broken", {
        message: `the variable ${chainVariable} of ${controlPlane.repository} is not a JSON object of names`,
        hint: `Set it such as {"dev":"stage","stage":"none"}: ${settingsPage(platform, controlPlane, "variables/actions")}`,
      }),
    ];
  const links = linksOf(platform, value);
  if (links === undefined) return undefined;
  const names = environments.map(({ name }) => name);
  const found: Diagnostic[] = [...links].flatMap(([name, { next, by, page }]) =>
    names.includes(next)
      ? []
      : [
          problem("chain-broken", {
            message: `${by} of ${controlPlane.repository} is ${next}; expected one of ${names.join(", ")}, which main lists`,
            hint: `Correct what follows ${name}, or remove it for the last environment: ${page}`,
          }),
        ],
  );
  const first = controlPlane.variables["FIRST_ENVIRONMENT"] || "dev";
  if (!names.includes(first))
    // What follows it is not known, and neither is what is reached.
    return [
      ...found,
      problem("chain-broken", {
        message: `the first environment of ${controlPlane.repository} is ${first}, which main does not list`,
        hint: `Set the variable FIRST_ENVIRONMENT to one of ${names.join(", ")}: ${settingsPage(platform, controlPlane, "variables/actions")}`,
      }),
    ];
  const { reached, back } = walk(first, links);
  if (back !== undefined)
    found.push(
      problem("chain-broken", {
        message: `the chain of environments of ${controlPlane.repository} comes back to ${back}: ${[...reached, back].join(", ")}`,
        hint: `Remove what follows the last environment: ${links.get([...reached].at(-1) ?? "")?.page ?? ""}`,
      }),
    );
  // A wrong name in the chain is told above, and is the reason.
  const isWhole = [...links.values()].every(({ next }) => names.includes(next));
  const left = isWhole ? names.filter((each) => !reached.has(each)) : [];
  for (const name of unreached(left, links))
    found.push(
      problem("chain-broken", {
        message: `nothing is promoted to ${name}: no environment that is promoted to comes before it`,
        hint: `Set ${nextVariable} of the environment before it to ${name}: ${settingsPage(platform, controlPlane, "environments")}`,
        place: environments.find((each) => each.name === name)?.place,
      }),
    );
  return found;
};
