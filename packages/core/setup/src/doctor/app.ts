/** What the App of the workflows may do, and where. */
import { platformPermissions } from "../plan/credentials.ts";
import type { ObservedApp, ObservedPlatform } from "./observed.ts";
import { type Check, isSame, problem } from "./problem.ts";

function isEnough(has: string | undefined, needed: string): boolean {
  return has === needed || has === "write" || has === "admin";
}

function unfit(platform: ObservedPlatform, used: ObservedApp) {
  const { controlPlane, gitops, server } = platform;
  const [owner = ""] = controlPlane.repository.split("/");
  const page = `${server}/organizations/${owner}/settings/apps/${used.slug}/permissions`;
  const installations = `${server}/organizations/${owner}/settings/installations`;
  const suspended = used.isSuspended
    ? [
        problem("app-unfit", {
          message: `the App ${used.slug} is suspended: it gives no tokens`,
          hint: `Unsuspend its installation: ${installations}`,
        }),
      ]
    : [];
  const lacking = Object.entries(platformPermissions)
    .filter(([name, level]) => !isEnough(used.permissions[name], level))
    .map(([name, level]) =>
      problem("app-unfit", {
        message: `the App ${used.slug} has the permission ${name}: ${used.permissions[name] ?? "none"}; expected ${level}`,
        hint: `Change it, and accept the change in its installation: ${page}`,
      }),
    );
  const { repositories } = used;
  const missing = [controlPlane, ...(gitops === undefined ? [] : [gitops])]
    .filter(
      ({ repository }) =>
        Array.isArray(repositories) && !repositories.some((each: string) => isSame(each, repository)),
    )
    .map(({ repository }) =>
      problem("app-unfit", {
        message: `the App ${used.slug} is not installed on ${repository}`,
        hint: `Add the repository to its installation: ${installations}`,
      }),
    );
  return [...suspended, ...lacking, ...missing];
}

/** It is installed on both repositories, and may do what the workflows do there. */
export const app: Check = (platform) => {
  const { controlPlane, apps } = platform;
  const { variables } = controlPlane;
  if (variables === undefined) return undefined;
  const clientId = variables["APP_CLIENT_ID"];
  // A token, or nothing: a rule of its own.
  if (!clientId) return [];
  if (apps === undefined) return undefined;
  const used = apps.find((each) => each.clientId === clientId);
  if (used === undefined)
    return [
      problem("app-unfit", {
        message: `no installed App has the client ID ${clientId}, which APP_CLIENT_ID of ${controlPlane.repository} names`,
        hint: "Install the App for the owner of the repositories, or correct the variable.",
      }),
    ];
  const found = unfit(platform, used);
  return found.length === 0 && used.repositories === undefined ? undefined : found;
};
