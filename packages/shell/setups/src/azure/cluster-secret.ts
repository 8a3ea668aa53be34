/** The Secret with which a cluster's applications are read, applied by AKS itself: nobody needs the cluster's credentials. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DiagnosticError, visible } from "@kalypso-actions/diagnostics";
import { discard, temporaryFolder } from "@kalypso-actions/files";
import { applicationsSecret, type Resolved, type Wants } from "@kalypso-actions/setup";
import { z } from "zod";
import type { Driver } from "../driver.ts";
import type { AzureContext } from "./context.ts";
import { AzRefusal } from "./refusals.ts";

type SecretWants = Resolved<Wants["cluster-secret"]>;

/** As `az aks command invoke` prints it. */
const result = z.object({ exitCode: z.number().nullish(), logs: z.string().nullish() });

const secretName = "repo-secret";
const namespace = "flux-system";
export const secretFile = `${secretName}.yaml`;
export const applyCommand = `kubectl apply --filename ${secretFile}`;
const askCommand = `kubectl get secret ${secretName} --namespace ${namespace} --ignore-not-found --output jsonpath={.metadata.uid}`;

function failed({ group, cluster }: SecretWants, said: string): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "azure-cli-refused",
    message: `the Secret ${secretName} could not be applied to the cluster ${visible(cluster)}: ${visible(said)}`,
    hint: `Everything else is made. Write the Secret with \`kalypso init ... --out <folder>\`, put the token in, and apply it: \`az aks get-credentials --resource-group ${visible(group)} --name ${visible(cluster)}\`, then \`kubectl apply --filename <folder>/${secretFile}\`.`,
  });
}

function checkEnd(wants: SecretWants, { exitCode, logs }: z.infer<typeof result>): void {
  if (exitCode === 0) return;
  throw failed(wants, logs?.trim().split("\n").at(-1) || "no reason given");
}

export function secretDriver(azure: AzureContext): Driver<"cluster-secret"> {
  const invoke = ({ group, cluster }: SecretWants, command: string, file?: string) =>
    azure.ask(
      {
        command: "aks command invoke",
        options: {
          "--resource-group": group,
          "--name": cluster,
          "--command": command,
          ...(file === undefined ? {} : { "--file": file }),
        },
        within: "azureCluster",
      },
      result,
    );
  const read: Driver<"cluster-secret">["read"] = async (wants) => {
    const there = { "--resource-group": wants.group, "--name": wants.cluster };
    const cluster = await azure.find({ command: "aks show", options: there }, z.object({ id: z.string() }));
    if (cluster === undefined) return undefined;
    try {
      const { exitCode, logs } = await invoke(wants, askCommand);
      const uid = logs?.trim() ?? "";
      return exitCode === 0 && uid !== "" ? { id: uid, actual: {}, outputs: {} } : undefined;
    } catch (error) {
      // Who may not ask may not apply either, which says so.
      if (error instanceof AzRefusal) return undefined;
      throw error;
    }
  };
  return {
    read,
    async make(wants) {
      const folder = await temporaryFolder("kalypso-secret-");
      try {
        const file = join(folder, secretFile);
        // az takes attached files by their names only; the folder is this user's own.
        await writeFile(file, applicationsSecret(true, wants.key), { mode: 0o600 });
        const { exitCode, logs } = await invoke(wants, applyCommand, file);
        checkEnd(wants, { exitCode, logs });
      } finally {
        await discard(folder);
      }
      const made = await read(wants);
      if (made === undefined) throw failed(wants, "it is not there afterwards");
      return made;
    },
    // It goes with the cluster.
    remove: async () => {},
  };
}
