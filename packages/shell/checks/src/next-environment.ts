import { type Diagnostic, DiagnosticError, diagnosticsOf } from "@kalypso-actions/diagnostics";
import { statusContext } from "@kalypso-actions/promotion";
import type { CheckOutcome } from "./run-check.ts";

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
    message: `the variable ${variable} of the environment \`${environment}\` cannot be read with this token; nothing is promoted further`,
    hint: "Use the token of a GitHub App with `environments: read`, or set the input `next-environment`.",
  };
}

interface NextPorts {
  readonly environments: EnvironmentVariables;
  /** Those of the promoted commit: a promotion leaves one for its environment. */
  readonly statuses: () => Promise<ReadonlyMap<string, unknown>>;
}

type Named = Omit<NextEnvironment, "isReached">;

interface NextInputs {
  readonly environment: string;
  /** As given: a name, `none`, or empty for what the variable says. */
  readonly nextEnvironment: string;
}

/** The variables of GitHub environments. */
interface EnvironmentVariables {
  /** @returns undefined where there is none */
  variable(environment: string, name: string): Promise<string | undefined>;
}

/** A token that is not valid may be refused any time; one that is valid may lack this permission for good. */
function isForbidden(error: unknown): boolean {
  return (
    error instanceof DiagnosticError &&
    (error.cause as { readonly status?: unknown } | undefined)?.status === 403
  );
}

async function named(inputs: NextInputs, environments: EnvironmentVariables): Promise<Named> {
  const { environment, nextEnvironment: given } = inputs;
  if (given !== "") return { name: given === "none" ? "" : given, diagnostics: [] };
  try {
    return { name: (await environments.variable(environment, variable)) ?? "", diagnostics: [] };
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return { name: "", diagnostics: [unreadable(environment)] };
  }
}

const none = { name: "", isReached: false };

/**
 * The one that is given, else the one that the environment's variable names. That it cannot be found out takes nothing
 * from the verdict: its problem comes beside it.
 */
export async function nextEnvironment(
  { checked, isDecided }: CheckOutcome,
  inputs: NextInputs,
  { environments, statuses }: NextPorts,
): Promise<NextEnvironment> {
  if (!isDecided || checked?.decision.kind !== "success") return { ...none, diagnostics: [] };
  try {
    const next = await named(inputs, environments);
    return { ...next, isReached: next.name !== "" && (await statuses()).has(statusContext(next.name)) };
  } catch (error) {
    return { ...none, diagnostics: diagnosticsOf(error) };
  }
}
