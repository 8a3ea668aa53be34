/** Pages over HTTP: forms in, HTML out. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "./http.ts";

export interface PageRequest {
  readonly method: string;
  /** Including the query. */
  readonly path: string;
  /** The site whose page sent the form, according to the browser. */
  readonly origin: string | undefined;
  readonly form: URLSearchParams;
}

export type PageAnswer =
  | { readonly status: number; readonly html: string }
  | { readonly status: 303; readonly location: string };

/** Answers a request for a page; undefined if no page has the address. */
export type Pages = (request: PageRequest) => PageAnswer | undefined | Promise<PageAnswer | undefined>;

const methods = ["GET", "HEAD", "POST"];

export async function servePage(
  pages: Pages | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = "GET", url: path = "/" } = request;
  if (!methods.includes(method)) {
    response.writeHead(405, { allow: methods.join(", ") }).end();
    return;
  }
  const form = new URLSearchParams((await readBody(request)).toString("utf8"));
  const { origin } = request.headers;
  const answer = await pages?.({ method: method === "HEAD" ? "GET" : method, path, origin, form });
  if (answer === undefined) response.writeHead(404, { "content-type": "text/plain" }).end("Not Found\n");
  else if ("location" in answer) response.writeHead(303, { location: answer.location }).end();
  else {
    const headers = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" };
    response.writeHead(answer.status, headers).end(answer.html);
  }
}
