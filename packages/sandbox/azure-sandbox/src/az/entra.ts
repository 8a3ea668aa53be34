/** `az ad`: applications of Microsoft Entra, their service principals and federated credentials. */
import type { Application, AzureCloud, FederatedCredential, ServicePrincipal } from "./cloud.ts";
import { AzError, complaint, graphError } from "./errors.ts";
import { type Handlers, text } from "./handler.ts";

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const registration =
  "https://learn.microsoft.com/azure/azure-resource-manager/resource-group-create-service-principal-portal";

function shownApplication({ credentials: _, ...application }: Application) {
  return {
    ...application,
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#applications/$entity",
    identifierUris: [],
    keyCredentials: [],
    passwordCredentials: [],
    signInAudience: "AzureADMyOrg",
    tags: [],
  };
}

function shownPrincipal(principal: ServicePrincipal) {
  return {
    ...principal,
    accountEnabled: true,
    appOwnerOrganizationId: null,
    servicePrincipalNames: [principal.appId],
    servicePrincipalType: "Application",
    tags: [],
  };
}

/** Only the commands `show` exit with 3 then, as for what is not found anywhere else; the others with 1. */
function doesNotExist(id: string, isShow: boolean): AzError {
  const queried = "one of its queried reference-property objects are not present";
  return new AzError(isShow ? 3 : 1, `Resource '${id}' does not exist or ${queried}.`);
}

/** By its application id or object id, or by an identifier URI, of which there are none. */
function applicationOf(cloud: AzureCloud, id: string, isShow = false): Application {
  if (!guid.test(id))
    throw new AzError(isShow ? 3 : 1, `Application with identifier URI '${id}' doesn't exist`);
  const found = [...cloud.applications.values()].find((each) => each.id === id || each.appId === id);
  if (found === undefined || !cloud.sees(`application ${found.id}`)) throw doesNotExist(id, isShow);
  return found;
}

function created(cloud: AzureCloud, displayName: string): Application {
  const named = [...cloud.applications.values()].filter((each) => each.displayName === displayName);
  if (named.length > 1) {
    const ids = named.map(({ id }) => id).join(", ");
    throw complaint(
      `More than one application have the same display name '${displayName}': (id) ${ids}, please remove them first.`,
    );
  }
  // az changes the one that is there, which nothing of ours asks for.
  const [existing] = named;
  if (existing !== undefined) return existing;
  try {
    cloud.permitGraph();
  } catch (error) {
    const needed = "Directory permission is needed for the current user to register the application.";
    throw complaint(
      `${needed} For how to configure, please refer '${registration}'. Original error: ${(error as Error).message}`,
    );
  }
  const createdDateTime = new Date().toISOString();
  const application = {
    id: cloud.newId(),
    appId: cloud.newId(),
    displayName,
    createdDateTime,
    credentials: [],
  };
  cloud.applications.set(application.id, application);
  cloud.spreads(`application ${application.id}`, cloud.spread.applications);
  return application;
}

interface CredentialText {
  readonly name?: unknown;
  readonly issuer?: unknown;
  readonly subject?: unknown;
  readonly audiences?: unknown;
  readonly description?: unknown;
}

/** @throws AzError what Graph says of a credential that is not whole, or is there */
function newCredential(
  cloud: AzureCloud,
  application: Application,
  given: CredentialText,
): FederatedCredential {
  const { name, issuer, subject, audiences, description = null } = given;
  for (const [field, value] of Object.entries({ name, issuer, subject }))
    if (typeof value !== "string" || value === "")
      throw graphError(`Property ${field} is required for this operation.`);
  if (!Array.isArray(audiences) || audiences.length !== 1)
    throw graphError("FederatedIdentityCredential must have exactly one audience.");
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{2,119}$/.test(String(name)))
    throw graphError("The value of property name is not valid for the operation.");
  if (application.credentials.some((each) => each.name === name))
    throw graphError(`FederatedIdentityCredential with name ${name} already exists.`);
  if (application.credentials.some((each) => each.issuer === issuer && each.subject === subject))
    throw graphError(
      "FederatedIdentityCredential with name, issuer and subject already exist on this application.",
    );
  return {
    id: cloud.newId(),
    name: String(name),
    issuer: String(issuer),
    subject: String(subject),
    audiences: audiences.map(String),
    description: description === null ? null : String(description),
  };
}

function parsed(json: string): CredentialText {
  try {
    return JSON.parse(json);
  } catch {
    throw complaint(`Failed to parse string as JSON:\n${json}`);
  }
}

export const entra: Handlers = {
  "ad app create": {
    handles: ["--display-name"],
    run: (options, cloud) => shownApplication(created(cloud, text(options, "--display-name"))),
  },
  "ad app list": {
    handles: ["--display-name", "--app-id"],
    run: (options, cloud) =>
      [...cloud.applications.values()]
        // The directory compares without case, and finds whatever begins with the name.
        .filter((each) =>
          each.displayName.toLowerCase().startsWith(text(options, "--display-name").toLowerCase()),
        )
        .filter(({ appId }) => !options.has("--app-id") || appId === text(options, "--app-id"))
        .map(shownApplication),
  },
  "ad app show": {
    handles: ["--id"],
    run: (options, cloud) => shownApplication(applicationOf(cloud, text(options, "--id"), true)),
  },
  "ad app delete": {
    handles: ["--id"],
    run: (options, cloud) => {
      const { id, appId } = applicationOf(cloud, text(options, "--id"));
      cloud.permitGraph();
      cloud.applications.delete(id);
      for (const principal of cloud.principals.values())
        if (principal.appId === appId) cloud.principals.delete(principal.id);
    },
  },
  "ad sp create": {
    handles: ["--id"],
    run: (options, cloud) => {
      const asked = text(options, "--id");
      const application = [...cloud.applications.values()].find(({ id, appId }) =>
        [id, appId].includes(asked),
      );
      if (application === undefined || !cloud.sees(`application ${application.id}`))
        throw graphError(
          `The appId '${asked}' of the service principal does not reference a valid application object.`,
        );
      cloud.permitGraph();
      const { appId, displayName } = application;
      if ([...cloud.principals.values()].some((each) => each.appId === appId))
        throw graphError(
          `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
        );
      const principal = { id: cloud.newId(), appId, displayName };
      cloud.principals.set(principal.id, principal);
      cloud.spreads(`principal ${principal.id}`, cloud.spread.principals);
      return shownPrincipal(principal);
    },
  },
  "ad sp show": {
    handles: ["--id"],
    run: (options, cloud) => {
      const asked = text(options, "--id");
      const found = [...cloud.principals.values()].find(({ id, appId }) => [id, appId].includes(asked));
      if (found !== undefined) return shownPrincipal(found);
      if (guid.test(asked)) throw doesNotExist(asked, true);
      throw new AzError(3, `Service principal '${asked}' doesn't exist`);
    },
  },
  "ad app federated-credential create": {
    handles: ["--id", "--parameters"],
    run: (options, cloud) => {
      const application = applicationOf(cloud, text(options, "--id"));
      cloud.permitGraph();
      const credential = newCredential(cloud, application, parsed(text(options, "--parameters")));
      application.credentials.push(credential);
      return credential;
    },
  },
  "ad app federated-credential list": {
    handles: ["--id"],
    run: (options, cloud) => applicationOf(cloud, text(options, "--id")).credentials,
  },
  "ad app federated-credential delete": {
    handles: ["--id", "--federated-credential-id"],
    run: (options, cloud) => {
      const { credentials } = applicationOf(cloud, text(options, "--id"));
      const asked = text(options, "--federated-credential-id");
      const at = credentials.findIndex(({ id, name }) => [id, name].includes(asked));
      if (at === -1) throw doesNotExist(asked, false);
      cloud.permitGraph();
      credentials.splice(at, 1);
    },
  },
};
