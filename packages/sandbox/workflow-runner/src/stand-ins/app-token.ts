import { randomBytes } from "node:crypto";
import type { App, Permissions } from "@kalypso-actions/github-sandbox";
import { flagInput, listInput, type StandIn, type StandInContext } from "./stand-in.ts";

const prefix = "permission-";

/** The permissions that an installation token can be limited to. */
const names = [
  "actions",
  "contents",
  "deployments",
  "environments",
  "issues",
  "packages",
  "pull-requests",
  "repository-projects",
  "statuses",
  "workflows",
];

/**
 * The requested permissions, by default all of the App's.
 * @throws Error if the App has fewer
 */
function permissionsOf({ inputs }: StandInContext, app: App): Permissions {
  const asked = names
    .map((name) => [name.replaceAll("-", "_"), inputs[prefix + name] ?? ""] as const)
    .filter(([, level]) => level !== "");
  if (asked.length === 0) return app.permissions;
  for (const [name, level] of asked) {
    if (level !== "read" && level !== "write")
      throw new Error(`permission ${name}: ${level} is not supported`);
    const has = app.permissions[name];
    if (has === undefined || (level === "write" && has !== "write"))
      throw new Error(`The permissions requested are not granted to this installation. (${name}: ${level})`);
  }
  return Object.fromEntries(asked) as Permissions;
}

function repositoriesOf({ inputs, run }: StandInContext, app: App): readonly string[] {
  const listed = listInput(inputs, "repositories").map((name) => name.slice(name.indexOf("/") + 1));
  // Only an owner: every repository with the App installed. Neither: the workflow's own repository.
  if (listed.length === 0 && inputs["owner"]) return app.repositories;
  const wanted = listed.length === 0 ? [run.repository] : listed;
  const missing = wanted.filter((name) => !app.repositories.includes(name));
  if (missing.length > 0)
    throw new Error(
      `There is at least one repository that does not exist or is not accessible: ${missing.join(", ")}`,
    );
  return wanted;
}

export const createGithubAppToken: StandIn = {
  action: "actions/create-github-app-token",
  releases: { "v3.2.0": "bcd2ba49218906704ab6c1aa796996da409d3eb1" },
  summary:
    "Issues a token for an App that the sandbox's GitHub knows, limited to the requested permissions, and revokes it when the job ends. Compares the private key; signs nothing.",
  inputs: {
    "client-id": undefined,
    "private-key": undefined,
    owner: "",
    repositories: "",
    "skip-token-revoke": "false",
    "github-api-url": "",
    ...Object.fromEntries(names.map((name) => [prefix + name, ""])),
  },
  async run(context) {
    const { inputs, services, log, mask } = context;
    const app = services.github.apps.get(inputs["client-id"] ?? "");
    if (app === undefined) throw new Error("Integration not found");
    if (app.privateKey.trim() !== inputs["private-key"]?.trim())
      throw new Error("A JSON web token could not be decoded");
    if ((inputs["owner"] || services.github.owner) !== services.github.owner) throw new Error("Not Found");
    const repositories = repositoriesOf(context, app);
    const permissions = permissionsOf(context, app);
    const token = `ghs_${randomBytes(18).toString("hex")}`;
    mask(token);
    services.github.token(token, {
      user: `${app.slug}[bot]`,
      permissions,
      isWorkflowToken: false,
      repositories,
    });
    log(`Token for ${repositories.join(", ")}: ${JSON.stringify(permissions)}`);
    const outputs = { token, "installation-id": "1", "app-slug": app.slug };
    if (flagInput(inputs, "skip-token-revoke")) return { outputs };
    return {
      outputs,
      post: async () => {
        services.github.revoke(token);
        log("Token revoked");
      },
    };
  },
};
