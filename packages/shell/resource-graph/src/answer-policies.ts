/** Between the Azure libraries and the network: what an answer has to be before they take it apart. */
import type { ClientSecretCredentialOptions } from "@azure/identity";
import { Unreadable } from "./pages.ts";

type Policy = NonNullable<ClientSecretCredentialOptions["additionalPolicies"]>[number];

/** The libraries' error for an answer that ends early. */
function isCut(error: unknown): boolean {
  return error instanceof Error && /^Error reading response/.test(error.message);
}

/** Ends a request whose answer is larger than allowed. */
export function boundedAnswers(maxBytes: number): Policy {
  return {
    position: "perRetry",
    policy: {
      name: "boundedAnswers",
      async sendRequest(request, next) {
        const stop = new AbortController();
        request.abortSignal?.addEventListener("abort", () => stop.abort());
        request.abortSignal = stop.signal;
        request.onDownloadProgress = ({ loadedBytes }) => {
          if (loadedBytes > maxBytes)
            stop.abort(new Unreadable(`the answer is larger than ${maxBytes} bytes`));
        };
        try {
          return await next(request);
        } catch (error) {
          if (stop.signal.reason instanceof Unreadable) throw stop.signal.reason;
          throw isCut(error) ? new Unreadable("the answer is cut", { cause: error }) : error;
        }
      },
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields | undefined {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** The libraries look into errors without looking whether they are there. */
function plainError(text: string): string {
  const error = fieldsOf(fieldsOf(parsed(text))?.["error"]);
  const told = [error?.["code"], error?.["message"]].every((part) => typeof part === "string");
  return told
    ? text
    : JSON.stringify({ error: { code: "Unexplained", message: "the answer gives no reason" } });
}

/** Refuses answers without the shape of the graph's, before the library fails over them. */
export const graphAnswers: Policy = {
  position: "perRetry",
  policy: {
    name: "graphAnswers",
    async sendRequest(request, next) {
      const answer = await next(request);
      const text = answer.bodyAsText ?? "";
      if (answer.status >= 400) return { ...answer, bodyAsText: plainError(text) };
      const fields = fieldsOf(parsed(text));
      if (fields === undefined) throw new Unreadable("the answer is not a JSON object");
      if (!Array.isArray(fields["data"]))
        throw new Unreadable("the answer has no rows (`data` is not a list)");
      if (typeof fields["totalRecords"] !== "number")
        throw new Unreadable("the answer does not say how many rows there are");
      return answer;
    },
  },
};
