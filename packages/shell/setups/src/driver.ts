import type { Found, Kind, Resolved, Wants } from "@kalypso-actions/setup";

/** Reads, makes and removes things of one kind. Each method ends, and throws a DiagnosticError if its platform refuses. */
export interface Driver<K extends Kind> {
  /** @returns the thing with that name; undefined if there is none */
  read(wants: Resolved<Wants[K]>): Promise<Found<K> | undefined>;
  /** Makes a thing that is not there. Killed in between and called again, it ends with the same. */
  make(wants: Resolved<Wants[K]>): Promise<Found<K>>;
  /** Removes the thing that `read` has found with this id; it is no error if it has gone meanwhile. */
  remove(wants: Resolved<Wants[K]>, id: string): Promise<void>;
}

export type Drivers = { readonly [K in Kind]: Driver<K> };
