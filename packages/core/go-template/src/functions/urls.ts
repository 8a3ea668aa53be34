/** sprig's urlParse and urlJoin. */

import { define, type Functions, GoError } from "../values/function.ts";
import { dictionary, type GoMap, kindOf } from "../values/value.ts";
import { formatUrl, formatUser, hostname, parseUrl, UrlError } from "./url-parts.ts";

/** Parses a URL; as in sprig, an error starts with the input. */
function parsed(text: string, what: string) {
  try {
    return parseUrl(text);
  } catch (error) {
    if (error instanceof UrlError) throw new GoError(`unable to parse ${what}: ${error.message}`);
    throw error;
  }
}

function urlParse(text: string): GoMap {
  const { scheme, host, path, query, opaque, fragment, user } = parsed(text, "url");
  return dictionary(
    Object.entries({
      scheme,
      host,
      hostname: hostname(host),
      path,
      query,
      opaque,
      fragment,
      userinfo: user === undefined ? "" : formatUser(user),
    }),
  );
}

/** A named part; empty if missing. */
function part(map: GoMap, name: string): string {
  const value = map.entries.get(name);
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  if (value === null) throw new GoError("runtime error: invalid memory address or nil pointer dereference");
  throw new GoError(`unable to parse ${name} key, must be of type string, but ${kindOf(value)} found`);
}

function urlJoin(map: GoMap): string {
  const names = ["scheme", "host", "path", "query", "opaque", "fragment", "userinfo"];
  const [scheme = "", host = "", path = "", query = "", opaque = "", fragment = "", userinfo = ""] =
    names.map((name) => part(map, name));
  const user = userinfo === "" ? undefined : parsed(`proto://${userinfo}@host`, "userinfo in dict").user;
  return formatUrl({ scheme, host, path, query, opaque, fragment, user });
}

export const urlFunctions: Functions = {
  urlParse: define(["string"], urlParse),
  urlJoin: define(["map[string]interface {}"], urlJoin),
};
