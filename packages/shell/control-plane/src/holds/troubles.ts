/** What is wrong in one registration's repository, by the smallest part that it certainly concerns. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import type { RegistrationReading } from "../workloads.ts";
import type { Trouble } from "./hold.ts";
import type { KnownRegistration } from "./known.ts";

/**
 * Workloads of the GitOps branch that the repository neither has nor names: next to a document that cannot be read, they
 * may be in it, so nobody can say that they are gone.
 */
function isAnyMissing({ workloads, broken }: RegistrationReading, known: KnownRegistration): boolean {
  const named = new Set([...workloads, ...broken].map(({ name }) => name));
  return [...known.workloads].some((name) => !named.has(name));
}

function wholeOf({ registration, broken, problems }: RegistrationReading): Trouble {
  const all: Diagnostic[] = [...problems, ...broken.flatMap((each) => each.problems)];
  return { registration, problems: all };
}

/** @returns a workload each or, if something concerns the whole of it, the registration */
export function troublesOf(
  reading: RegistrationReading,
  known: KnownRegistration | undefined,
): readonly Trouble[] {
  const { registration, broken, problems } = reading;
  if (problems.length > 0) return [wholeOf(reading)];
  if (broken.length > 0 && known !== undefined && isAnyMissing(reading, known)) return [wholeOf(reading)];
  return broken.map(({ name, problems: own }) => ({ registration, workload: name, problems: own }));
}
