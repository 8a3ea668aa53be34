/** Removes what init has made. */
import {
  type Kind,
  type RecordedThing,
  type Removal,
  type Removals,
  type Resolved,
  removalsOf,
  type Thing,
  type Wants,
} from "@kalypso-actions/setup";
import type { Drivers } from "./driver.ts";
import { driverOf, look } from "./look.ts";

/** @param controlPlane `owner/name` */
export async function lookForRemoval(
  things: readonly RecordedThing[],
  drivers: Drivers,
  controlPlane: string,
): Promise<Removals> {
  const looked = await look(things as unknown as readonly Thing[], drivers, new Map());
  const present = looked.map(({ wants, found }, index) => ({
    thing: { ...(things[index] as RecordedThing), ...(wants === undefined ? {} : { wants }) },
    found,
  }));
  return removalsOf(present, controlPlane);
}

/** @throws DiagnosticError of what cannot be removed; what is left is found by the next run */
export async function destroy(
  removals: readonly Removal[],
  drivers: Drivers,
  tell: (removal: Removal, state: "removing" | "removed") => void,
): Promise<void> {
  for (const removal of removals) {
    tell(removal, "removing");
    await driverOf(drivers, removal.thing.kind).remove(
      removal.thing.wants as Resolved<Wants[Kind]>,
      removal.found.id,
    );
    tell(removal, "removed");
  }
}
