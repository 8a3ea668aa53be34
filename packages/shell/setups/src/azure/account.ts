import { z } from "zod";
import type { Az } from "./az.ts";
import { AzureContext } from "./context.ts";

const account = z.object({ id: z.string() });

/** The id of the subscription that the CLI uses. @throws DiagnosticError if az is not there, or nobody is logged in */
export async function subscriptionOf(az: Az): Promise<string> {
  return (await new AzureContext(az).ask({ command: "account show" }, account)).id;
}
