/** The parts of Azure in use: login, and Resource Graph over HTTPS with its own certificate authority. */
import { readFileSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { join } from "node:path";
import {
  type Answer,
  close,
  type Fault,
  type Faults,
  failsAtOnce,
  faultFor,
  listen,
  readBody,
  send,
  sendWith,
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

interface Asked {
  readonly path: string;
  readonly body: string;
  readonly fault: Fault | undefined;
}

/** An error as Azure writes it. */
function azureError(status: number, message: string) {
  const code = status === 429 ? "RateLimiting" : status === 404 ? "NotFound" : "Fault";
  return { error: { code, message } };
}

/** What `az` works on. */
interface AzPort {
  /** Answers a command line. */
  run(body: string): Promise<unknown>;
  /** Rows of the graph for the clusters that have been made with it. */
  records(): readonly FluxRecord[];
  /**
   * The principal that logs in as an application made with it.
   * @param trusted whether the assertion is one that the server accepts from anyone
   * @returns undefined for other applications
   */
  login(
    clientId: string,
    assertion: string,
    trusted: boolean,
  ): { principalId: string } | { error: string } | undefined;
  /** Whether a principal may read a row. */
  mayRead(principalId: string, record: FluxRecord): boolean;
}

/** Serves login, Resource Graph, and what the sandbox's `az` asks. */
export class AzureServer implements AsyncDisposable {
  readonly requests: { readonly path: string; readonly body: string }[] = [];
  readonly faults: Faults = { rules: [], count: 0 };
  /** The rows of the graph, which lags behind the clusters that report to it. */
  records: () => readonly FluxRecord[] = () => [];
  /** Answers the sandbox's Azure CLI; the clusters made with it are in the graph besides `records`. */
  az: AzPort | undefined;
  /** Rows per page. */
  pageSize = 1_000;
  /** Seconds until a token expires. */
  tokenLifetime = 3_600;
  #logins = 0;
  /** With the principals of those that have only the roles assigned to them. */
  readonly #tokens = new Map<string, string | undefined>();
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

  /** Ends the validity of all tokens. */
  expireTokens(): void {
    this.#tokens.clear();
  }

  get url(): string {
    return `https://localhost:${this.#port}`;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.url);
    const body = (await readBody(request)).toString("utf8");
    this.requests.push({ path: url.pathname, body });
    const fault = faultFor(this.faults, request.method ?? "", url.pathname);
    if (await failsAtOnce(fault, { request, response }, azureError)) return;
    const answer = await this.#answer(request, { path: url.pathname, body, fault });
    if (fault?.cutAfter !== true) return sendWith(fault, response, answer);
    fault.kill?.();
    request.socket.destroy();
  }

  async #answer(request: IncomingMessage, { path, body, fault }: Asked): Promise<Answer> {
    if (path.startsWith("/az/") && this.az !== undefined)
      return { status: 200, body: await this.az.run(body) };
    if (path.endsWith("/openid-configuration")) return this.#discover();
    if (path.endsWith("/oauth2/v2.0/token")) return this.#login(new URLSearchParams(body));
    if (path === "/providers/Microsoft.ResourceGraph/resources")
      return this.#query(request, body, fault?.repeats === true);
    return { status: 404, body: azureError(404, path) };
  }

  #discover(): Answer {
    const base = `${this.url}/${this.#options.tenantId}`;
    const body = {
      issuer: `${base}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
    };
    return { status: 200, body };
  }

  #login(form: URLSearchParams): Answer {
    const { clientId, clientSecret, assertions } = this.#options;
    const assertion = form.get("client_assertion") ?? "";
    const isSecret = form.get("client_secret") === clientSecret;
    const isAsserted = assertions.includes(assertion);
    const made = this.az?.login(form.get("client_id") ?? "", assertion, isAsserted);
    const refused = (error_description: string) => ({
      status: 401,
      body: { error: "invalid_client", error_description },
    });
    if (made !== undefined && "error" in made) return refused(made.error);
    if (made === undefined && (form.get("client_id") !== clientId || !(isSecret || isAsserted)))
      return refused("AADSTS7000215: Invalid client secret provided.");
    this.#logins++;
    const access_token = `azure-token-${this.#logins}`;
    this.#tokens.set(`Bearer ${access_token}`, made?.principalId);
    return { status: 200, body: { token_type: "Bearer", expires_in: this.tokenLifetime, access_token } };
  }

  #query(request: IncomingMessage, text: string, repeats: boolean): Answer {
    const headers = { "x-ms-user-quota-remaining": "14", "x-ms-user-quota-resets-after": "00:00:05" };
    const token = request.headers.authorization ?? "";
    if (!this.#tokens.has(token))
      return { status: 401, body: { error: { code: "AuthenticationFailed", message: "no token" } } };
    const body = JSON.parse(text) as {
      readonly query: string;
      readonly subscriptions?: readonly string[];
      readonly options?: { readonly $top?: number; readonly $skipToken?: string };
    };
    const principal = this.#tokens.get(token);
    const records = [...this.records(), ...(this.az?.records() ?? [])].filter(
      (record) => principal === undefined || this.az?.mayRead(principal, record) === true,
    );
    const found = evaluateQuery(body.query, records, body.subscriptions);
    if (typeof found === "string")
      return { status: 400, body: { error: { code: "BadRequest", message: found } } };
    const begin = repeats ? 0 : Number(body.options?.$skipToken ?? 0);
    const end = begin + Math.min(body.options?.$top ?? 100, this.pageSize);
    const data = found.slice(begin, end);
    const answer = {
      totalRecords: found.length,
      count: data.length,
      data,
      facets: [],
      resultTruncated: "false",
      $skipToken: repeats || end < found.length ? String(end) : undefined,
    };
    return { status: 200, body: answer, headers };
  }
}
