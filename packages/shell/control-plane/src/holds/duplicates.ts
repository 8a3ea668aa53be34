/** Workloads of one name from several registrations: the one that the GitOps branch has keeps the name. */
import type { Diagnostic, Outcome } from "@kalypso-actions/diagnostics";
import type { RegisteredWorkload } from "@kalypso-actions/scheduling";
import type { Registration } from "../workloads.ts";
import { isSameSource } from "./known.ts";

/** Who has a workload's name. */
interface Holders {
  /** Registrations whose held parts provide a workload, by its name. */
  readonly held: ReadonlyMap<string, Registration>;
  /** Registrations that the GitOps branch has a workload from, by its name. */
  readonly deployed: ReadonlyMap<string, Registration>;
  /** How severe it is that a workload is left out. */
  readonly severity: "error" | "warning";
}

function second(first: RegisteredWorkload, entry: RegisteredWorkload): Pick<Diagnostic, "place" | "related"> {
  return {
    place: entry.registration.place,
    related: [
      { message: "the first registration", place: first.registration.place },
      { message: "the first workload", place: first.workload.place },
      { message: "the second workload", place: entry.workload.place },
    ],
  };
}

function both(first: RegisteredWorkload, entry: RegisteredWorkload): string {
  return `the registrations \`${first.registration.name}\` and \`${entry.registration.name}\` both provide a workload \`${entry.workload.name}\`; expected one`;
}

/** The control plane registers one repository and path twice, which no team can mend. */
function registeredTwice(first: RegisteredWorkload, entry: RegisteredWorkload): Diagnostic {
  return {
    severity: "error",
    code: "workload-duplicate",
    message: both(first, entry),
    hint: "Remove one of the registrations: they name the same repository and path.",
    ...second(first, entry),
  };
}

function neither(
  first: RegisteredWorkload,
  entry: RegisteredWorkload,
  severity: Holders["severity"],
): Diagnostic {
  const fate = severity === "error" ? "" : ". The GitOps branch has it from neither, so neither is scheduled";
  return {
    severity,
    code: "workload-duplicate",
    message: both(first, entry) + fate,
    hint: "Remove one of the registrations, or rename one of the workloads.",
    ...second(first, entry),
  };
}

function taken(entry: RegisteredWorkload, holder: Registration, { held, severity }: Holders): Diagnostic {
  const { registration, workload } = entry;
  const isHeld = held.has(workload.name);
  return {
    severity,
    code: "workload-duplicate",
    message: `the registration \`${registration.name}\` provides a workload \`${workload.name}\`, which the ${isHeld ? "held " : ""}registration \`${holder.name}\` already provides on the GitOps branch; the new one is ignored`,
    hint: isHeld
      ? "Remove or fix the held registration."
      : "Rename the new workload, or remove one of the registrations.",
    place: registration.place,
    related: [{ message: "the workload", place: workload.place }],
  };
}

function settleOne(
  entries: readonly RegisteredWorkload[],
  holders: Holders,
): Outcome<readonly RegisteredWorkload[]> {
  const [first, ...others] = entries;
  if (first === undefined) return { value: [], diagnostics: [] };
  const { name } = first.workload;
  const provider = holders.deployed.get(name);
  const isThere = entries.some(({ registration }) => registration === provider);
  const holder = holders.held.get(name) ?? (isThere ? provider : undefined);
  const same = others.filter((entry) => isSameSource(first.registration, entry.registration));
  if (same.length > 0)
    return { value: [first], diagnostics: same.map((entry) => registeredTwice(first, entry)) };
  if (holder !== undefined) {
    const losers = entries.filter(({ registration }) => registration !== holder);
    return {
      value: entries.filter((entry) => !losers.includes(entry)),
      diagnostics: losers.map((entry) => taken(entry, holder, holders)),
    };
  }
  if (others.length === 0) return { value: entries, diagnostics: [] };
  return { value: [], diagnostics: others.map((entry) => neither(first, entry, holders.severity)) };
}

/** Leaves out workloads whose name another registration has. */
export function withoutDuplicates(
  workloads: readonly RegisteredWorkload[],
  holders: Holders,
): Outcome<readonly RegisteredWorkload[]> {
  const byName = Map.groupBy(workloads, ({ workload }) => workload.name);
  const settled = [...byName.values()].map((entries) => settleOne(entries, holders));
  const kept = new Set(settled.flatMap(({ value }) => value));
  return {
    value: workloads.filter((entry) => kept.has(entry)),
    diagnostics: settled.flatMap(({ diagnostics }) => diagnostics),
  };
}
