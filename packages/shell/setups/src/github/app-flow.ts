/**
 * The flow that makes a GitHub App from a proposal: a page on this machine posts the proposal to GitHub, a person clicks,
 * and GitHub sends the browser back with a code (https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest).
 */
import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import type { Resolved, Wants } from "@kalypso-actions/setup";
import { donePage, proposalPage } from "./app-flow-pages.ts";

/** Who clicks. */
export interface Person {
  /** Shows a page in a browser, and says what to do there. */
  open(url: string, what: string): Promise<void>;
  /** Asks again and again. @returns false if it did not become true in time */
  waitFor(isTrue: () => Promise<boolean>): Promise<boolean>;
  /** Ends when the person had enough time. */
  readonly signal: AbortSignal;
}

/** Who is to own an App. */
export interface AppOwner {
  readonly login: string;
  readonly isOrganisation: boolean;
}

/** The path of an owner's Apps on GitHub. */
export function appSettings({ login, isOrganisation }: AppOwner): string {
  return isOrganisation ? `/organizations/${encodeURIComponent(login)}/settings/apps` : "/settings/apps";
}

interface Flow {
  /** `https://github.com` */
  readonly server: string;
  readonly owner: AppOwner;
  readonly person: Person;
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

interface Shown {
  readonly body: string;
  /** What the page may load and where its forms may go, besides nothing. */
  readonly policy?: string;
}

const nothing: Shown = { body: "" };

async function answer(response: ServerResponse, status: number, { body, policy = "" }: Shown): Promise<void> {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": `default-src 'none'; frame-ancestors 'none'; base-uri 'none'${policy}`,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    connection: "close",
  });
  const sent = once(response, "close");
  response.end(body);
  await sent;
}

/** What GitHub is proposed. */
function manifestOf(
  { title, homepage, permissions }: Resolved<Wants["github-app"]>,
  redirect: string,
): object {
  return {
    name: title,
    url: homepage,
    redirect_url: redirect,
    public: false,
    // GitHub wants an address even of Apps that hear of nothing.
    hook_attributes: { url: homepage, active: false },
    default_permissions: permissions,
    default_events: [],
  };
}

/** What a browser asks for; undefined for anything that is no request for a page of this machine's under its own address. */
function asked(request: IncomingMessage, host: string): URL | undefined {
  // Under another name, a page of somebody else's would read the answer.
  if (request.headers.host !== host || request.method !== "GET") return undefined;
  const { url = "" } = request;
  return URL.canParse(url, `http://${host}`) ? new URL(url, `http://${host}`) : undefined;
}

/**
 * @returns the code, which is exchanged once for the App's key
 * @throws DiagnosticError setup-unfinished if nobody clicks
 */
export async function manifestCode(
  app: Resolved<Wants["github-app"]>,
  { server, owner, person }: Flow,
): Promise<string> {
  const state = randomBytes(24).toString("base64url");
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const listener = createServer();
  listener.on("error", reject);
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  const start = `/${randomBytes(12).toString("base64url")}`;
  const proposal = {
    action: `${server}${appSettings(owner)}/new?state=${state}`,
    manifest: JSON.stringify(manifestOf(app, `http://${host}/done`)),
    title: app.title,
  };
  const policy = `; script-src 'unsafe-inline'; form-action ${new URL(server).origin}`;
  let isUsed = false;
  listener.on("request", (request, response) => {
    const url = asked(request, host);
    const code = url?.searchParams.get("code") ?? "";
    const isDone = url?.pathname === "/done" && isSame(url.searchParams.get("state") ?? "", state);
    if (url === undefined) void answer(response, 403, nothing);
    else if (url.pathname === start) void answer(response, 200, { body: proposalPage(proposal), policy });
    else if (isDone && code !== "" && !isUsed) {
      isUsed = true;
      void answer(response, 200, { body: donePage }).then(() => resolve(code));
    } else void answer(response, 404, nothing);
  });
  try {
    const page = `http://${host}${start}`;
    await person.open(page, `Confirm the new App ${app.title} on GitHub`);
    return await Promise.race([promise, ended(person.signal, app.title)]);
  } finally {
    listener.closeAllConnections();
    listener.close();
  }
}

function ended(signal: AbortSignal, title: string): Promise<never> {
  const problem = new DiagnosticError({
    severity: "error",
    code: "setup-unfinished",
    message: `nobody has confirmed the App ${title} on GitHub`,
    hint: "Run the same command again. On a machine without a browser, make the App yourself and pass --app-id and --app-key-file.",
  });
  return new Promise((_, reject) => {
    if (signal.aborted) reject(problem);
    signal.addEventListener("abort", () => reject(problem), { once: true });
  });
}
