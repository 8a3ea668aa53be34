/** How long GitHub asks to wait: https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api. */
import { isRequestError } from "./problems.ts";

/** Without a time, GitHub wants at least a minute. */
const unnamed = 60;

function retryAfter(said: string | undefined, now: number): number | undefined {
  if (said === undefined) return undefined;
  if (/^\d+$/.test(said)) return Number(said);
  const at = Date.parse(said);
  return Number.isNaN(at) ? undefined : Math.max(Math.ceil((at - now) / 1_000), 0);
}

/**
 * The seconds that an answer asks to wait; undefined if it does not.
 * @param now in milliseconds
 */
export function askedWait(error: unknown, now: number): number | undefined {
  if (!isRequestError(error) || ![403, 429, 503].includes(error.status)) return undefined;
  const { headers = {} } = error.response ?? {};
  const named = retryAfter(headers["retry-after"], now);
  if (named !== undefined || error.status === 503) return named;
  if (headers["x-ratelimit-remaining"] === "0")
    // After the second in which the limit is reset.
    return Math.max(Math.ceil(Number(headers["x-ratelimit-reset"]) - now / 1_000) + 1, 1) || unnamed;
  return error.status === 429 || /\bsecondary rate\b/i.test(error.message) ? unnamed : undefined;
}
