import { type Diagnostic, DiagnosticError, diagnosticsOf } from "@kalypso-actions/diagnostics";
import { statusContext } from "@kalypso-actions/promotion";
import type { CheckOutcome } from "./run-check.ts";

/** The next environment of a promotion. */
export interface NextEnvironment {
  /** Empty at the end of the chain. */
  readonly name: string;
  /** Whether the commit was already promoted there, so that it is not requested again. */
  readonly isReached: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** The environment's variable that names the next one, as in the tutorial. */
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
  /** The promoted commit's statuses: a promotion sets one for its environment. */
  readonly statuses: () => Promise<ReadonlyMap<string, unknown>>;
}

type Named = Omit<NextEnvironment, "isReached">;

interface NextInputs {
  readonly environment: string;
  /** The input: a name, `none`, or empty to use the variable. */
  readonly nextEnvironment: string;
}

/** The variables of GitHub environments. */
interface EnvironmentVariables {
  /** @returns undefined if there is none */
  variable(environment: string, name: string): Promise<string | undefined>;
}

/** An invalid token may fail at any time; a valid one may permanently lack this permission. */
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
 * The input, otherwise the value of the environment's variable. A failure to read it does not affect the verdict: its
 * problem is reported in addition.
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
