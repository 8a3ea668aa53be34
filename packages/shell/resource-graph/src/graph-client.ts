/** Azure Resource Graph, one page at a time. */

import type { TokenCredential } from "@azure/identity";
import { type Deadlines, within } from "@kalypso-actions/deadlines";
import { present } from "@kalypso-actions/diagnostics";
import { boundedAnswers, graphAnswers } from "./answer-policies.ts";
import type { AskPage } from "./pages.ts";
import { TooLarge } from "./pages.ts";

interface GraphScope {
  readonly subscriptions: readonly string[];
  readonly managementGroups: readonly string[];
}

interface GraphOptions {
  readonly credential: TokenCredential;
  /** `https://management.azure.com`, or another cloud's. */
  readonly endpoint: string;
  readonly scope: GraphScope;
  readonly deadlines: Deadlines;
}

interface Client {
  resources(query: object, options: object): Promise<unknown>;
}

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === "string" ? code : "";
}

export class GraphClient {
  readonly #options: GraphOptions;
  #client: Promise<Client> | undefined;

  constructor(options: GraphOptions) {
    this.#options = options;
  }

  /** Runs a query, page by page. */
  page(query: string, signal: AbortSignal): AskPage {
    return async ({ top, skipToken }) => {
      const { subscriptions, managementGroups } = this.#options.scope;
      const request = {
        query,
        ...present({
          subscriptions: subscriptions.length === 0 ? undefined : [...subscriptions],
          managementGroups: managementGroups.length === 0 ? undefined : [...managementGroups],
        }),
        options: { top, resultFormat: "objectArray", ...present({ skipToken }) },
      };
      try {
        const client = await this.#open();
        return await within(this.#options.deadlines.request, signal, (abortSignal) =>
          client.resources(request, { abortSignal }),
        );
      } catch (error) {
        if (codeOf(error) === "ResponsePayloadTooLarge") throw new TooLarge("too large", { cause: error });
        throw error;
      }
    };
  }

  /** Loads the library on demand: it takes longer to load than most actions to run. */
  #open(): Promise<Client> {
    this.#client ??= import("@azure/arm-resourcegraph").then(({ ResourceGraphClient }) => {
      const { credential, endpoint, deadlines } = this.#options;
      const scopes = [`${endpoint.replace(/\/$/, "")}/.default`];
      // The caller controls retries: the library would wait as long as a server tells it to.
      const retryOptions = { maxRetries: 0 };
      const additionalPolicies = [boundedAnswers(deadlines.answerBytes), graphAnswers];
      const options = { endpoint, credentials: { scopes }, retryOptions, additionalPolicies };
      return new ResourceGraphClient(credential, options);
    });
    return this.#client;
  }
}
