/** The supported REST calls outside of repositories. */

import type { AccountContext } from "./account-context.ts";
import * as accounts from "./account-routes.ts";
import * as apps from "./app-routes.ts";
import type { Answer } from "./http.ts";
import { patternOf } from "./routes.ts";

type Handler = (context: AccountContext) => Answer;

/** Below the address of the API. */
export const globalRoutes: readonly (readonly [method: string, path: string, handler: Handler])[] = [
  ["POST", "/orgs/{org}/repos", accounts.createInOrganisation],
  ["POST", "/user/repos", accounts.createForSelf],
  ["GET", "/orgs/{org}", accounts.getOrganisation],
  ["GET", "/orgs/{org}/teams/{team}", accounts.getTeam],
  ["GET", "/user", accounts.getSelf],
  ["GET", "/users/{username}", accounts.getUser],
  ["POST", "/app-manifests/{code}/conversions", apps.convertManifest],
  ["GET", "/app", apps.getSelf],
  ["GET", "/app/installations", apps.listOwn],
  ["DELETE", "/app/installations/{installation}", apps.uninstall],
  ["POST", "/app/installations/{installation}/access_tokens", apps.createToken],
  ["GET", "/apps/{slug}", apps.getApp],
  ["GET", "/orgs/{org}/installations", apps.listOfOrganisation],
  ["GET", "/orgs/{org}/installation", apps.getInstallation],
  ["GET", "/users/{username}/installation", apps.getInstallation],
  ["GET", "/installation/repositories", apps.listInstalled],
  ["GET", "/user/installations/{installation}/repositories", apps.listForPerson],
];

const compiled = globalRoutes.map(([method, path, handler]) => ({
  method,
  pattern: patternOf(path),
  handler,
}));

interface Route {
  readonly handler: Handler;
  readonly params: Readonly<Record<string, string>>;
}

/** @param path the decoded path after the API's address */
export function findGlobalRoute(method: string, path: string): Route | undefined {
  for (const { method: own, pattern, handler } of compiled) {
    const match = own === method ? pattern.exec(path) : null;
    if (match !== null) return { handler, params: match.groups ?? {} };
  }
  return undefined;
}
