/** Applications of Microsoft Entra, by which the check of the clusters logs in. */
import { DiagnosticError, visible } from "@kalypso-actions/diagnostics";
import type { Found, Resolved, Wants } from "@kalypso-actions/setup";
import { z } from "zod";
import type { Driver } from "../driver.ts";
import type { AzureContext } from "./context.ts";

const application = z.object({ id: z.string(), appId: z.string(), displayName: z.string() });
const principal = z.object({ id: z.string() });
const account = z.object({ id: z.string(), tenantId: z.string() });

type Application = z.infer<typeof application>;

/** az lists every application whose name begins with this one; names are not unique. */
async function named(azure: AzureContext, displayName: string): Promise<Application | undefined> {
  const call = { command: "ad app list", options: { "--display-name": displayName } };
  const listed = await azure.ask(call, z.array(application));
  const found = listed.filter((each) => each.displayName === displayName);
  if (found.length <= 1) return found[0];
  throw new DiagnosticError({
    severity: "error",
    code: "azure-ambiguous",
    message: `${found.length} applications in Microsoft Entra are called "${visible(displayName)}": ${found.map(({ id }) => id).join(", ")}`,
    hint: "Remove those that nothing uses with `az ad app delete --id`, or choose another prefix.",
  });
}

/** An application without a service principal is not there yet: `make` completes it. */
export function applicationDriver(azure: AzureContext): Driver<"azure-application"> {
  const foundOf = async ({ id, appId, displayName }: Application, principalId: string) => {
    const { tenantId } = await azure.ask({ command: "account show" }, account);
    return { id, actual: { displayName }, outputs: { clientId: appId, tenantId, principalId } };
  };
  const principalOf = ({ appId }: Application) =>
    azure.find({ command: "ad sp show", options: { "--id": appId } }, principal);
  return {
    async read({ displayName }) {
      const found = await named(azure, displayName);
      const belongs = found && (await principalOf(found));
      return found && belongs && (await foundOf(found, belongs.id));
    },
    async make({ displayName }) {
      const creation = { command: "ad app create", options: { "--display-name": displayName } };
      const made = (await named(azure, displayName)) ?? (await azure.ask(creation, application));
      const { appId } = made;
      const belongs =
        (await principalOf(made)) ??
        (await azure.spread(
          `Microsoft Entra did not find the application ${appId}, which has just been made,`,
          / does not reference | does not exist /,
          () => azure.ask({ command: "ad sp create", options: { "--id": appId } }, principal),
        ));
      return foundOf(made, belongs.id);
    },
    async remove(_, id) {
      await azure.ifThere(() => azure.run({ command: "ad app delete", options: { "--id": id } }));
    },
  };
}

const audience = "api://AzureADTokenExchange";

/** A credential as `--parameters` takes it. */
export function credentialText(name: string, issuer: string, subject: string): string {
  return JSON.stringify({ name, issuer, subject, audiences: [audience] });
}

const credential = z.object({
  id: z.string(),
  name: z.string(),
  issuer: z.string(),
  subject: z.string(),
  audiences: z.array(z.string()),
});

/** The trust in GitHub's OIDC tokens of one subject. */
export function credentialDriver(azure: AzureContext): Driver<"federated-credential"> {
  type Credential = Resolved<Wants["federated-credential"]>;
  const foundOf = async (
    each: z.infer<typeof credential>,
    clientId: string,
  ): Promise<Found<"federated-credential">> => {
    const { id, name, issuer, subject, audiences } = each;
    const isOurs = issuer === (await azure.issuer()) && audiences.length === 1 && audiences[0] === audience;
    // Its other half has no place of its own in what is wanted.
    const shown = isOurs ? subject : `${subject}, issued by ${issuer} for ${audiences.join(", ")}`;
    return { id, actual: { clientId, credential: name, subject: shown }, outputs: {} };
  };
  const listed = async (clientId: string) =>
    (await azure.find(
      { command: "ad app federated-credential list", options: { "--id": clientId } },
      z.array(credential),
    )) ?? [];
  const read = async ({ clientId, credential: name }: Credential) => {
    const found = (await listed(clientId)).find((each) => each.name === name);
    return found && foundOf(found, clientId);
  };
  return {
    read,
    async make(wants) {
      const there = await read(wants);
      if (there !== undefined) return there;
      const { clientId, credential: name, subject } = wants;
      const parameters = credentialText(name, await azure.issuer(), subject);
      const call = {
        command: "ad app federated-credential create",
        options: { "--id": clientId },
        // No secret, but text of GitHub's, which the command line would take apart by its own rules.
        secret: { option: "--parameters", value: parameters },
      };
      const made = await azure.spread(
        `Microsoft Entra did not find the application ${clientId}, which has just been made,`,
        / does not exist /,
        () => azure.ask(call, credential),
      );
      return foundOf(made, clientId);
    },
    async remove({ clientId }, id) {
      if (!(await listed(clientId)).some((each) => each.id === id)) return;
      const options = { "--id": clientId, "--federated-credential-id": id };
      await azure.ifThere(() => azure.run({ command: "ad app federated-credential delete", options }));
    },
  };
}
