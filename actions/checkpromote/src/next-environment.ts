import { type Diagnostic, DiagnosticError } from "@kalypso-actions/diagnostics";
import type { Environments } from "@kalypso-actions/github";
import { type GateDecision, statusContext } from "@kalypso-actions/promotion";

/** Where a promotion goes on to. */
export interface NextEnvironment {
  /** Empty where the chain ends. */
  readonly name: string;
  /** Whether the commit was promoted there before: then nobody is asked for it again. */
  readonly isReached: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** The environment's variable that names the next one, as the tutorial has it. */
const variable = "NEXT_ENVIRONMENT";

function unreadable(environment: string): Diagnostic {
  return {
    severity: "warning",
    code: "next-environment-unreadable",
    message: `the variable ${variable} of the environment \`${environment}\` may not be read with this token; nothing is promoted further`,
    hint: "Use the token of a GitHub App with `environments: read`, or give the input `next-environment`.",
  };
}

type Named = Omit<NextEnvironment, "isReached">;

interface NextInputs {
  readonly environment: string;
  readonly "next-environment": string;
}

async function named(inputs: NextInputs, environments: Environments): Promise<Named> {
  const { environment, "next-environment": given } = inputs;
  if (given !== "") return { name: given === "none" ? "" : given, diagnostics: [] };
  try {
    return { name: (await environments.variable(environment, variable)) ?? "", diagnostics: [] };
  } catch (error) {
    const isDenied = error instanceof DiagnosticError && error.diagnostics[0]?.code === "github-denied";
    if (!isDenied) throw error;
    return { name: "", diagnostics: [unreadable(environment)] };
  }
}

/**
 * The one that is given, else the one that the environment's variable names.
 * @param statuses those of the promoted commit: a promotion leaves one for its environment
 */
export async function nextEnvironment(
  decision: GateDecision,
  inputs: NextInputs,
  environments: Environments,
  statuses: () => Promise<ReadonlyMap<string, unknown>>,
): Promise<NextEnvironment> {
  if (decision.kind !== "success") return { name: "", isReached: false, diagnostics: [] };
  const next = await named(inputs, environments);
  return { ...next, isReached: next.name !== "" && (await statuses()).has(statusContext(next.name)) };
}
