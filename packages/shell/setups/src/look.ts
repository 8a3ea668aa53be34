/** What is there of a plan. */
import type { Found, Kind, Looked, Outputs, Reference, Resolved, Thing, Wants } from "@kalypso-actions/setup";
import { resolve } from "@kalypso-actions/setup";
import type { Driver, Drivers } from "./driver.ts";

/** A driver that takes things of any kind: who calls it hands it those of its own. */
type AnyDriver = Driver<Kind>;

export function driverOf(drivers: Drivers, kind: Kind): AnyDriver {
  return drivers[kind] as unknown as AnyDriver;
}

/** The repository that has to be there for a thing to be. */
function repositoryOf(thing: Thing): string | undefined {
  return thing.kind !== "repository" && "repository" in thing.wants ? thing.wants.repository : undefined;
}

/** A secret is found by its name; its value may not be known any more. */
function named(thing: Thing): Thing {
  if (thing.kind === "cluster-secret") return { ...thing, wants: { ...thing.wants, key: "" } };
  return thing.kind === "secret" ? { ...thing, wants: { ...thing.wants, value: "" } } : thing;
}

/**
 * Looks for each thing of a plan. Nothing is asked about what is in a repository that does not exist.
 * @param given outputs of what is known without looking, such as `given`
 */
export async function look(
  plan: readonly Thing[],
  drivers: Drivers,
  given: Outputs,
): Promise<readonly Looked[]> {
  const outputs = new Map<Reference["of"], Found["outputs"]>(given);
  const absent = new Set<string>();
  const looked: Looked[] = [];
  for (const thing of plan) {
    const { value } = resolve(named(thing), outputs);
    const wants = value as Resolved<Wants[Kind]> | undefined;
    const isIn = repositoryOf(thing);
    const found =
      wants === undefined || (isIn !== undefined && absent.has(isIn))
        ? undefined
        : await driverOf(drivers, thing.kind).read(wants);
    if (found !== undefined) outputs.set(thing.name, { ...found.outputs, ...outputs.get(thing.name) });
    else if (thing.kind === "repository") absent.add(thing.wants.repository);
    looked.push({ thing, wants, found });
  }
  return looked;
}
