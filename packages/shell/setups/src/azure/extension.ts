/** The extension of az that has the commands for Flux configurations. */
import type { AzureContext } from "./context.ts";
import { AzRefusal } from "./refusals.ts";

export const extension = "k8s-configuration";

export async function hasExtension(azure: AzureContext): Promise<boolean> {
  try {
    await azure.run({ command: "extension show", options: { "--name": extension } });
    return true;
  } catch (error) {
    if (error instanceof AzRefusal && /is not installed/.test(error.said)) return false;
    throw error;
  }
}
