import type { TokenCredential } from "@azure/identity";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import { type FluxConfiguration, normaliseRepository } from "@kalypso-actions/promotion";
import { azureProblem } from "./credentials.ts";
import { fluxConfiguration, fluxQuery } from "./query.ts";

export interface GraphScope {
  readonly subscriptions: readonly string[];
  readonly managementGroups: readonly string[];
}

export interface GraphOptions {
  readonly credential: TokenCredential;
  /** `https://management.azure.com`, or that of another cloud. */
  readonly endpoint: string;
  readonly scope: GraphScope;
  /** By which limits are waited for. */
  readonly clock: { sleep(milliseconds: number, signal: AbortSignal): Promise<void> };
  readonly signal: AbortSignal;
}

/** The graph answers so many rows at a time. */
const pageSize = 1_000;
const maxPages = 100;
/** A limit is waited for: it is one of seconds. */
const maxAttempts = 6;
const longestWait = 60_000;

interface Answer {
  readonly data: unknown;
  readonly skipToken?: string;
  readonly resultTruncated?: string;
}

/** How long to wait after being told that it was too much: what was asked for, else twice as long each time. */
function waitAfter(error: unknown, attempt: number): number | undefined {
  const { statusCode, response } = error as {
    readonly statusCode?: number;
    readonly response?: { readonly headers?: { get(name: string): string | undefined } };
  };
  if (statusCode !== 429 || attempt >= maxAttempts) return undefined;
  const asked = response?.headers?.get("x-ms-user-quota-resets-after") ?? "";
  const [, hours = "0", minutes = "0", seconds = "0"] = /^(\d+):(\d+):(\d+)$/.exec(asked) ?? [];
  const told = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
  return Math.min(told > 0 ? told : 1_000 * 2 ** (attempt - 1), longestWait);
}

async function patiently<T>(
  { clock, signal }: Pick<GraphOptions, "clock" | "signal">,
  ask: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      const wait = waitAfter(error, attempt);
      if (wait === undefined) throw error;
      await clock.sleep(wait, signal);
    }
  }
}

/** Asks Azure Resource Graph for the configurations of one branch. */
export class FluxConfigurations {
  readonly #options: GraphOptions;
  #client: Promise<{ resources(query: object, options: object): Promise<unknown> }> | undefined;

  constructor(options: GraphOptions) {
    this.#options = options;
  }

  /**
   * @returns those that follow the branch of the repository, whatever the spelling of its address
   * @throws DiagnosticError azure-*
   */
  async read(repository: string, branch: string): Promise<readonly FluxConfiguration[]> {
    const wanted = normaliseRepository(repository);
    const name = wanted.slice(wanted.lastIndexOf("/") + 1);
    try {
      const rows = await this.#rows(fluxQuery(name, branch));
      return rows
        .flatMap((row) => fluxConfiguration(row) ?? [])
        .filter((found) => found.branch === branch && normaliseRepository(found.repository) === wanted);
    } catch (error) {
      if (error instanceof DiagnosticError) throw error;
      throw azureProblem(error);
    }
  }

  async #rows(query: string): Promise<readonly unknown[]> {
    const { scope, signal } = this.#options;
    const client = await this.#open();
    const rows: unknown[] = [];
    let skipToken: string | undefined;
    for (let page = 0; page < maxPages; page++) {
      const request = {
        query,
        ...(scope.subscriptions.length === 0 ? {} : { subscriptions: [...scope.subscriptions] }),
        ...(scope.managementGroups.length === 0 ? {} : { managementGroups: [...scope.managementGroups] }),
        options: {
          top: pageSize,
          resultFormat: "objectArray",
          ...(skipToken === undefined ? {} : { skipToken }),
        },
      };
      const answer = (await patiently(this.#options, () =>
        client.resources(request, { abortSignal: signal }),
      )) as Answer;
      rows.push(...(Array.isArray(answer.data) ? answer.data : []));
      if (answer.resultTruncated === "true")
        throw new Error("the answer was cut: narrow the scope to fewer subscriptions");
      skipToken = answer.skipToken;
      if (skipToken === undefined || skipToken === "") return rows;
    }
    throw new Error(`more than ${maxPages} pages of configurations`);
  }

  #open() {
    this.#client ??= import("@azure/arm-resourcegraph").then(({ ResourceGraphClient }) => {
      const { credential, endpoint } = this.#options;
      const scopes = [`${endpoint.replace(/\/$/, "")}/.default`];
      // A 429 without Retry-After is none that the client waits for: that is done here.
      return new ResourceGraphClient(credential, {
        endpoint,
        credentials: { scopes },
        retryOptions: { maxRetries: 3, maxRetryDelayInMs: 10_000 },
      }) as unknown as { resources(query: object, options: object): Promise<unknown> };
    });
    return this.#client;
  }
}
