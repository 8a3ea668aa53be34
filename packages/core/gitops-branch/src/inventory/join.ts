import { type Diagnostic, type Outcome, present } from "@kalypso-actions/diagnostics";
import type { HeldRegistration, Inventory } from "./inventory.ts";

function differing(what: string): Diagnostic {
  return {
    severity: "error",
    code: "inventory-invalid",
    message: `the inventories come from different renders: they differ in ${what}`,
    hint: "Pass the inventories of all shards of one Schedule.",
  };
}

const maxNamed = 3;

function incomplete(missing: readonly string[]): Diagnostic {
  const more = missing.length > maxNamed ? `, and ${missing.length - maxNamed} more` : "";
  return {
    severity: "error",
    code: "inventory-invalid",
    message: `the inventories do not cover a whole render: ${missing.slice(0, maxNamed).join(", ")}${more} ${missing.length === 1 ? "is" : "are"} missing`,
    hint: "Pass the inventories of all shards of one Schedule: files that only a missing one lists would be removed.",
  };
}

class Union {
  readonly diagnostics: Diagnostic[] = [];

  same<T>(what: string, values: readonly T[]): T | undefined {
    if (new Set(values.map((value) => JSON.stringify(value))).size > 1)
      this.diagnostics.push(differing(what));
    return values[0];
  }

  /** Every shard of the render, if the inputs are shards. */
  shards(parts: readonly Inventory[]): void {
    const shards = parts.map((part) => part.shard);
    this.same(
      "the Schedule",
      shards.map((shard) => shard?.schedule),
    );
    const count = this.same(
      "the number of shards",
      shards.map((shard) => shard?.count),
    );
    const present = new Set(shards.map((shard) => shard?.index));
    const all = Array.from({ length: count ?? 0 }, (_, index) => index + 1);
    const missing = all.filter((index) => !present.has(index)).map((index) => `${index}/${count}`);
    if (missing.length > 0) this.diagnostics.push(incomplete(missing));
  }

  records<T>(what: string, parts: readonly Readonly<Record<string, T>>[]): Record<string, T> {
    const joined = new Map<string, T>();
    for (const part of parts) {
      for (const [name, value] of Object.entries(part)) {
        const known = joined.get(name);
        if (known === undefined) joined.set(name, value);
        else if (JSON.stringify(known) !== JSON.stringify(value))
          this.diagnostics.push(differing(`\`${what}\`, \`${name}\``));
      }
    }
    return Object.fromEntries(joined);
  }
}

/** Whether every shard has the hold, because the Schedule has it. */
function isOfSchedule({ workload, commit }: HeldRegistration): boolean {
  return workload === undefined || commit !== null;
}

/** What could not be rendered differs between shards; they agree on everything else that is held. */
function joinHolds(parts: readonly Inventory[]): readonly HeldRegistration[] {
  const joined = new Map<string, HeldRegistration>();
  for (const hold of parts.flatMap(({ held = [] }) => held)) {
    // What is scheduled from its last good commit may not render either: that is another hold.
    const id = JSON.stringify([hold.registration, hold.workload, hold.deploymentTarget, hold.commit]);
    const known = joined.get(id);
    const assignments = { ...known?.assignments, ...hold.assignments };
    joined.set(id, { ...(known ?? hold), assignments });
  }
  return [...joined.values()];
}

/**
 * Joins the inventories of a render's shards. Data that every part contains in full (registrations, cluster types) must
 * be equal in each; the rest is merged.
 * @returns only the diagnostic `inventory-invalid` if parts contradict each other or there are none
 */
export function joinInventories(parts: readonly Inventory[]): Outcome<Inventory | undefined> {
  const union = new Union();
  const version = union.same(
    "`version`",
    parts.map((part) => part.version),
  );
  const environment = union.same(
    "`environment`",
    parts.map((part) => part.environment),
  );
  const promotedCommit = union.same(
    "`promotedCommit`",
    parts.map((part) => part.promotedCommit),
  );
  const pick = <K extends "registrations" | "clusterTypes" | "assignments" | "files">(name: K) =>
    parts.map((part): Inventory[K] => part[name]);
  union.shards(parts);
  const maps = {
    registrations: union.records("registrations", pick("registrations")),
    clusterTypes: union.records("clusterTypes", pick("clusterTypes")),
    assignments: union.records("assignments", pick("assignments")),
    files: union.records("files", pick("files")),
  };
  const held = joinHolds(parts);
  union.same(
    "`held`",
    parts.map((part) => part.held?.filter(isOfSchedule) ?? []),
  );
  if (version === undefined || union.diagnostics.length > 0)
    return { value: undefined, diagnostics: union.diagnostics };
  return {
    value: {
      version,
      environment: environment ?? null,
      promotedCommit: promotedCommit ?? null,
      ...maps,
      ...present({ held: held.length === 0 ? undefined : held }),
    },
    diagnostics: [],
  };
}
