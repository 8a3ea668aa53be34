/** URLs as Go's package net/url parses and writes them: RFC 3986, but more lenient with real-world URLs. */
import { quoteText } from "../format/quote.ts";
import { fromBytes, toBytes } from "../values/text.ts";

/** The parts of a URL, unescaped where Go unescapes them; the query and the opaque part stay as they are. */
interface UrlParts {
  readonly scheme: string;
  readonly opaque: string;
  /** Undefined without an `@`. */
  readonly user: UserInfo | undefined;
  /** Including the port. */
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

interface UserInfo {
  readonly name: string;
  readonly password: string | undefined;
}

/** The problem with a URL, in Go's words. */
export class UrlError extends Error {}

/** Where an escape occurs: each place allows different characters unescaped. */
type Place = "path" | "user" | "host" | "fragment";

const unreserved = "-_.~";
const allowedIn: Readonly<Record<Place, string>> = {
  path: `${unreserved}$&+,/:;=@`,
  user: `${unreserved}$&+,;=`,
  host: `${unreserved}!$&'()*+,;=:[]<>"`,
  fragment: `${unreserved}$&+,/:;=?@!()*`,
};

function isAllowed(character: string, place: Place): boolean {
  return /^[A-Za-z0-9]$/.test(character) || allowedIn[place].includes(character);
}

function escapeIn(text: string, place: Place): string {
  const parts = Array.from(toBytes(text), (byte) => {
    const character = String.fromCharCode(byte);
    return isAllowed(character, place) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  });
  return parts.join("");
}

function unescapeIn(text: string, place: Place): string {
  const bytes: number[] = [];
  const source = toBytes(text);
  for (let at = 0; at < source.length; at++) {
    const byte = source[at] ?? 0;
    const character = String.fromCharCode(byte);
    if (character === "%") {
      const sequence = String.fromCharCode(...source.subarray(at, at + 3));
      // In a host, only characters beyond ASCII may be escaped.
      const isWrong = place === "host" && /^%[0-7]/.test(sequence) && sequence !== "%25";
      if (!/^%[0-9a-fA-F]{2}$/.test(sequence) || isWrong)
        throw new UrlError(`invalid URL escape ${quoteText(sequence)}`);
      bytes.push(Number.parseInt(sequence.slice(1), 16));
      at += 2;
      continue;
    }
    if (place === "host" && byte < 0x80 && !isAllowed(character, place))
      throw new UrlError(`invalid character ${quoteText(character)} in host name`);
    bytes.push(byte);
  }
  return fromBytes(Uint8Array.from(bytes));
}

/** The text before a separator, and the text after it. */
function cut(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

function schemeOf(text: string): readonly [string, string] {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*)?:/.exec(text);
  if (match === null) return ["", text];
  if (match[1] === undefined) throw new UrlError("missing protocol scheme");
  return [match[1].toLowerCase(), text.slice(match[0].length)];
}

function userOf(text: string): UserInfo {
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(text)) throw new UrlError("net/url: invalid userinfo");
  const [name, password] = cut(text, ":");
  return {
    name: unescapeIn(name, "user"),
    password: password === undefined ? undefined : unescapeIn(password, "user"),
  };
}

function hostOf(text: string): string {
  const isBracketed = text.startsWith("[");
  const close = text.lastIndexOf("]");
  if (isBracketed && close < 0) throw new UrlError("missing ']' in host");
  const colon = text.lastIndexOf(":");
  const port = isBracketed ? text.slice(close + 1) : colon < 0 ? "" : text.slice(colon);
  if (!/^(?::[0-9]*)?$/.test(port)) throw new UrlError(`invalid port ${quoteText(port)} after host`);
  return unescapeIn(text, "host");
}

function parseRest(scheme: string, rest: string, query: string): Omit<UrlParts, "fragment"> {
  const none = { scheme, query, opaque: "", user: undefined, host: "" };
  if (!rest.startsWith("/")) {
    if (scheme !== "") return { ...none, opaque: rest, path: "" };
    if (cut(rest, "/")[0].includes(":")) throw new UrlError("first path segment in URL cannot contain colon");
  }
  const hasAuthority = rest.startsWith("//") && (scheme !== "" || !rest.startsWith("///"));
  if (!hasAuthority) return { ...none, path: unescapeIn(rest, "path") };
  const end = rest.indexOf("/", 2);
  const authority = end < 0 ? rest.slice(2) : rest.slice(2, end);
  const at = authority.lastIndexOf("@");
  const host = hostOf(authority.slice(at + 1));
  const user = at < 0 ? undefined : userOf(authority.slice(0, at));
  return { ...none, user, host, path: end < 0 ? "" : unescapeIn(rest.slice(end), "path") };
}

const controlCharacter = /(?![\u0080-\u009f])\p{Cc}/u;

/**
 * The parts of a URL or of a relative reference.
 * @throws UrlError
 */
export function parseUrl(text: string): UrlParts {
  const [url, fragment = ""] = cut(text, "#");
  const complain = (subject: string, error: unknown) => {
    if (!(error instanceof UrlError)) throw error;
    return new UrlError(`parse ${quoteText(subject)}: ${error.message}`);
  };
  let parts: Omit<UrlParts, "fragment">;
  try {
    if (controlCharacter.test(url)) throw new UrlError("net/url: invalid control character in URL");
    const [scheme, rest] = url === "*" ? ["", url] : schemeOf(url);
    const [hierarchy, query = ""] = cut(rest, "?");
    parts = parseRest(scheme, hierarchy, query);
  } catch (error) {
    throw complain(url, error);
  }
  try {
    return { ...parts, fragment: unescapeIn(fragment, "fragment") };
  } catch (error) {
    throw complain(text, error);
  }
}

/** The host without its port and without the brackets of an IPv6 address. */
export function hostname(host: string): string {
  const name = host.replace(/:[0-9]*$/, "");
  return name.startsWith("[") && name.endsWith("]") ? name.slice(1, -1) : name;
}

export function formatUser({ name, password }: UserInfo): string {
  return escapeIn(name, "user") + (password === undefined ? "" : `:${escapeIn(password, "user")}`);
}

function formatHierarchy({ scheme, user, host, path }: UrlParts): string {
  const hasAuthority = user !== undefined || host !== "" || (scheme !== "" && path !== "");
  const authority = hasAuthority
    ? `//${user === undefined ? "" : `${formatUser(user)}@`}${escapeIn(host, "host")}`
    : "";
  const escaped = path === "*" ? path : escapeIn(path, "path");
  if (escaped !== "" && !escaped.startsWith("/") && host !== "") return `${authority}/${escaped}`;
  // Without a scheme, a colon in the first segment would be read as one.
  const isMistakable = scheme === "" && authority === "" && cut(escaped, "/")[0].includes(":");
  return authority + (isMistakable ? "./" : "") + escaped;
}

/** Builds a URL from its parts, escaping where necessary. */
export function formatUrl(parts: UrlParts): string {
  const { scheme, opaque, query, fragment } = parts;
  const start = scheme === "" ? "" : `${scheme}:`;
  const middle = opaque === "" ? formatHierarchy(parts) : opaque;
  const end =
    (query === "" ? "" : `?${query}`) + (fragment === "" ? "" : `#${escapeIn(fragment, "fragment")}`);
  return start + middle + end;
}
