import type { ClientSecretCredentialOptions } from "@azure/identity";
import { Unreadable } from "./pages.ts";

type Policies = NonNullable<ClientSecretCredentialOptions["additionalPolicies"]>;

/** Ends a request whose answer is larger than allowed. */
export function boundedAnswers(maxBytes: number): Policies[number] {
  return {
    position: "perRetry",
    policy: {
      name: "boundedAnswers",
      async sendRequest(request, next) {
        const stop = new AbortController();
        const { abortSignal } = request;
        abortSignal?.addEventListener("abort", () => stop.abort());
        request.abortSignal = stop.signal;
        request.onDownloadProgress = ({ loadedBytes }) => {
          if (loadedBytes > maxBytes)
            stop.abort(new Unreadable(`the answer is larger than ${maxBytes} bytes`));
        };
        try {
          return await next(request);
        } catch (error) {
          throw stop.signal.reason instanceof Unreadable ? stop.signal.reason : error;
        }
      },
    },
  };
}
