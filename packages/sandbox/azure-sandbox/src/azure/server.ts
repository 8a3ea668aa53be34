/** The parts of Azure in use: login, and Resource Graph over HTTPS with its own certificate authority. */
import { readFileSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { join } from "node:path";
import {
  close,
  type Fault,
  type Faults,
  faultFor,
  listen,
  readBody,
  send,
} from "@kalypso-actions/github-sandbox";
import { generate } from "selfsigned";
import { evaluateQuery } from "./query.ts";
import type { FluxRecord } from "./record.ts";

interface AzureOptions {
  /** The folder for the authority's certificate, for NODE_EXTRA_CA_CERTS. */
  readonly folder: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tenantId: string;
  /** The OIDC assertions that it accepts. */
  readonly assertions: readonly string[];
}

/** Generating a key is slow, so all servers of this process share one. */
let certificate: ReturnType<typeof certify> | undefined;

function certify() {
  const names = [
    { type: 2, value: "localhost" },
    { type: 7, ip: "127.0.0.1" },
  ] as const;
  return generate([{ name: "commonName", value: "localhost" }], {
    keySize: 2048,
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [...names] },
    ],
  });
}

/** Serves login and Resource Graph. */
export class AzureServer implements AsyncDisposable {
  readonly requests: { readonly path: string; readonly body: string }[] = [];
  readonly faults: Faults = { rules: [], count: 0 };
  /** The rows of the graph, which lags behind the clusters that report to it. */
  records: () => readonly FluxRecord[] = () => [];
  /** Rows per page. */
  pageSize = 1_000;
  readonly certificateFile: string;
  readonly #options: AzureOptions;
  readonly #server: Server;
  #port = 0;

  private constructor(options: AzureOptions, key: string, certificate: string) {
    this.#options = options;
    this.certificateFile = join(options.folder, "authority.pem");
    writeFileSync(this.certificateFile, certificate);
    this.#server = createServer({ key, cert: readFileSync(this.certificateFile) }, (request, response) => {
      void this.#serve(request, response).catch((error: unknown) => {
        if (!response.headersSent) send(response, { status: 500, body: { error: String(error) } });
      });
    });
  }

  static async open(options: AzureOptions): Promise<AzureServer> {
    certificate ??= certify();
    const made = await certificate;
    const server = new AzureServer(options, made.private, made.cert);
    server.#port = await listen(server.#server);
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await close(this.#server);
  }

  get url(): string {
    return `https://localhost:${this.#port}`;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.url);
    const body = (await readBody(request)).toString("utf8");
    this.requests.push({ path: url.pathname, body });
    const fault = faultFor(this.faults, request.method ?? "", url.pathname);
    if (await this.#fails(fault, request, response)) return;
    if (url.pathname.endsWith("/openid-configuration")) this.#discover(response);
    else if (url.pathname.endsWith("/oauth2/v2.0/token")) this.#login(response, new URLSearchParams(body));
    else if (url.pathname === "/providers/Microsoft.ResourceGraph/resources")
      this.#query(request, response, body);
    else send(response, { status: 404, body: { error: { code: "NotFound", message: url.pathname } } });
  }

  async #fails(
    fault: Fault | undefined,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean> {
    fault?.kill?.();
    await fault?.until;
    if (fault?.cut === true) {
      request.socket.destroy();
      return true;
    }
    if (fault?.status === undefined) return false;
    const code = fault.status === 429 ? "RateLimiting" : "Fault";
    const headers = fault.headers ?? {};
    send(response, { status: fault.status, body: { error: { code, message: "fault" } }, headers });
    return true;
  }

  #discover(response: ServerResponse): void {
    const base = `${this.url}/${this.#options.tenantId}`;
    const body = {
      issuer: `${base}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
    };
    send(response, { status: 200, body });
  }

  #login(response: ServerResponse, form: URLSearchParams): void {
    const { clientId, clientSecret, assertions } = this.#options;
    const isSecret = form.get("client_secret") === clientSecret;
    const isAsserted = assertions.includes(form.get("client_assertion") ?? "");
    if (form.get("client_id") !== clientId || !(isSecret || isAsserted)) {
      const error_description = "AADSTS7000215: Invalid client secret provided.";
      send(response, { status: 401, body: { error: "invalid_client", error_description } });
      return;
    }
    send(response, {
      status: 200,
      body: { token_type: "Bearer", expires_in: 3600, access_token: "azure-token" },
    });
  }

  #query(request: IncomingMessage, response: ServerResponse, text: string): void {
    const headers = { "x-ms-user-quota-remaining": "14", "x-ms-user-quota-resets-after": "00:00:05" };
    if (request.headers.authorization !== "Bearer azure-token") {
      send(response, { status: 401, body: { error: { code: "AuthenticationFailed", message: "no token" } } });
      return;
    }
    const body = JSON.parse(text) as {
      readonly query: string;
      readonly subscriptions?: readonly string[];
      readonly options?: { readonly $top?: number; readonly $skipToken?: string };
    };
    const found = evaluateQuery(body.query, this.records(), body.subscriptions);
    if (typeof found === "string") {
      send(response, { status: 400, body: { error: { code: "BadRequest", message: found } } });
      return;
    }
    const begin = Number(body.options?.$skipToken ?? 0);
    const end = begin + Math.min(body.options?.$top ?? 100, this.pageSize);
    const data = found.slice(begin, end);
    const answer = {
      totalRecords: found.length,
      count: data.length,
      data,
      facets: [],
      resultTruncated: "false",
      $skipToken: end < found.length ? String(end) : undefined,
    };
    send(response, { status: 200, body: answer, headers });
  }
}
