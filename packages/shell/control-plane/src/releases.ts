import { type Diagnostic, nearestOrShort } from "@kalypso-actions/diagnostics";
import type { Registration } from "./workloads.ts";

/** Registrations to release that the control plane does not have. */
export function unknownReleases(
  names: readonly string[],
  registrations: readonly Registration[],
): readonly Diagnostic[] {
  const known = registrations.map(({ name }) => name);
  return names
    .filter((name) => !known.includes(name))
    .map((name) => {
      const nearest = nearestOrShort(name, known);
      const hint =
        nearest === undefined
          ? "Pass the name of a WorkloadRegistration. One that is removed is not held."
          : `Did you mean \`${nearest}\`?`;
      return {
        severity: "error",
        code: "input-invalid",
        message: `\`release\` names \`${name}\`; the control plane has no registration of that name`,
        hint,
      };
    });
}
