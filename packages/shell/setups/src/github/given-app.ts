import type { Access } from "./access.ts";
import { appToken } from "./app-jwt.ts";

/**
 * An App that exists: its outputs, as those of one that has just been made.
 * @param id its id or client id
 * @throws DiagnosticError github-denied if the key is not its
 */
export async function givenApp(
  access: Access,
  { id, privateKey, now }: { readonly id: string; readonly privateKey: string; readonly now: number },
): Promise<Readonly<Record<string, string>>> {
  const own = access.as(appToken(id, privateKey, now), `the App ${id}/*`);
  const { data } = await own.request("read its description", ({ rest }) => rest.apps.getAuthenticated());
  if (data === null) return { privateKey };
  const appId = String(data.id);
  access.appKeys.set(appId, privateKey);
  return { appId, clientId: data.client_id ?? "", slug: data.slug ?? "", privateKey };
}
