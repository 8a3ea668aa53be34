/** Redirects: a renamed repository answers with one. None may take the token to another server. */
import { Unreadable } from "./failures.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const statuses = new Set([301, 302, 303, 307, 308]);
const mostRedirects = 5;

function targetOf(location: string | null, from: string): URL | undefined {
  return location !== null && URL.canParse(location, from) ? new URL(location, from) : undefined;
}

/**
 * Sends requests to one origin only: scheme, host and port. Reads follow its redirects within it. Any other redirect is
 * the answer: a change is not repeated at an address that nobody named.
 * @param origin `https://api.github.com`
 */
export function onOneServer(send: Fetch, origin: string): Fetch {
  return async (first, init) => {
    let url = first;
    for (let followed = 0; ; followed++) {
      // The link to the next page comes from an answer, too.
      if (new URL(url).origin !== origin) throw new Unreadable("it names an address of another server");
      const answer = await send(url, { ...init, redirect: "manual" });
      const target = statuses.has(answer.status) ? targetOf(answer.headers.get("location"), url) : undefined;
      const isRead = init.method === undefined || init.method === "GET";
      if (target?.origin !== origin || !isRead || followed === mostRedirects) return answer;
      await answer.body?.cancel();
      url = target.href;
    }
  };
}

/** Where an answer that is a redirect points, without anything secret; undefined if it is none. */
export function redirectOf({
  status,
  headers,
}: {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
}): string | undefined {
  if (!statuses.has(status)) return undefined;
  const location = String(headers["location"] ?? "");
  const url = URL.canParse(location) ? new URL(location) : undefined;
  return url === undefined ? "an address that it does not name in full" : `${url.origin}${url.pathname}`;
}
