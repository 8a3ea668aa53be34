/** The ways in which a server, or a proxy in front of it, fails: one list for tests and for `npm run torture`. */
import type { Fault, FaultRule } from "./faults.ts";
import type { Answer } from "./http.ts";

/** What a client can expect of a kind: `passes` if it ends by itself, `lasts` if only a deadline or a person ends it. */
type Expected = "passes" | "lasts";

interface FaultKind {
  readonly describes: string;
  readonly expected: Expected;
  /** How many requests in a row fail; all of them if it lasts. */
  readonly times: number;
  readonly fault: () => Fault;
}

const page = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Sign in</body></html>\n";
const html = { "content-type": "text/html; charset=utf-8" };
const always = Number.POSITIVE_INFINITY;

function lasting(describes: string, fault: Fault): FaultKind {
  return { describes, expected: "lasts", times: always, fault: () => fault };
}

function passing(describes: string, times: number, fault: Fault): FaultKind {
  return { describes, expected: "passes", times, fault: () => fault };
}

function bodyOf({ body, text }: Answer): string {
  return text ?? JSON.stringify(body ?? {});
}

/** A body in place of the answer's own, which keeps its status if that is an error. */
function insteadOf(body: unknown): Fault {
  return {
    replace: (answer) => (answer.status >= 400 || answer.text !== undefined ? answer : { ...answer, body }),
  };
}

/** Text for numbers, numbers for text, objects for lists. */
function otherTypes(value: unknown): unknown {
  if (Array.isArray(value)) return { 0: otherTypes(value[0]) };
  if (typeof value === "string") return 7;
  if (typeof value === "number" || typeof value === "boolean") return "seven";
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, otherTypes(each)]));
}

export const faultKinds = {
  silent: lasting("accepts the connection and never answers", { hang: "silent" }),
  trickling: lasting("answers a byte at a time, without end", { hang: "trickle" }),
  flooding: lasting("answers as fast as it is read, without end", { hang: "flood" }),
  "cut before": passing("closes the connection before the request has any effect", 1, { cut: true }),
  "cut after": passing("does what is asked, and closes the connection", 1, { cutAfter: true }),
  "cut middle": passing("does what is asked, and closes the connection in the middle of the answer", 1, {
    cutMiddle: true,
  }),
  "cut JSON": lasting("answers half of the JSON, as if that were all", {
    replace: (answer) => {
      const whole = bodyOf(answer);
      const json = { "content-type": "application/json; charset=utf-8" };
      return {
        status: answer.status,
        text: whole.slice(0, Math.ceil(whole.length / 2)),
        headers: { ...json, ...answer.headers },
      };
    },
  }),
  "malformed JSON": lasting("answers 200 with something that is not JSON", {
    status: 200,
    text: "{'ok': True,}",
    headers: { "content-type": "application/json; charset=utf-8" },
  }),
  "HTML page": lasting("answers 200 with a page, as a proxy does that wants a login", {
    status: 200,
    text: page,
    headers: html,
  }),
  "empty answer": lasting("answers 200 with no body", {
    status: 200,
    text: "",
    headers: { "content-type": "application/json; charset=utf-8" },
  }),
  "empty object": lasting("answers `{}`", insteadOf({})),
  null: lasting("answers `null`", insteadOf(null)),
  "list for object": lasting("answers a list where an object belongs, and an object where a list belongs", {
    replace: (answer) =>
      answer.status >= 400 || answer.text !== undefined
        ? answer
        : { ...answer, body: Array.isArray(answer.body) ? { ...answer.body } : [answer.body] },
  }),
  "wrong types": lasting("answers with the wrong type in every field", {
    replace: (answer) =>
      answer.status >= 400 || answer.text !== undefined
        ? answer
        : { ...answer, body: otherTypes(answer.body) },
  }),
  "repeating pages": lasting("answers every page of a list with the first one", { repeats: true }),
  "429": passing("429 without Retry-After", 1, { status: 429, message: "too many requests" }),
  "429 with Retry-After": passing("429 with Retry-After: 1", 1, {
    status: 429,
    message: "too many requests",
    headers: { "retry-after": "1" },
  }),
  "429 for a day": lasting("429 with Retry-After: 86400", {
    status: 429,
    message: "too many requests",
    headers: { "retry-after": "86400" },
  }),
  "503 for a day": lasting("503 with Retry-After: 86400", {
    status: 503,
    headers: { "retry-after": "86400" },
  }),
  "secondary limit": passing("403 for GitHub's secondary limit", 1, {
    status: 403,
    message: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
    headers: { "retry-after": "2" },
  }),
  "primary limit": {
    describes: "403 because the hourly limit is used up, for two more seconds",
    expected: "passes",
    times: 1,
    fault: () => ({
      status: 403,
      message: "API rate limit exceeded for installation ID 7.",
      headers: {
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": String(Math.ceil(Date.now() / 1_000) + 2),
      },
    }),
  },
  "500 burst": passing("500, twice", 2, { status: 500 }),
  "502 burst": passing("502 with a page, twice", 2, { status: 502, text: page, headers: html }),
  "503 burst": passing("503, twice", 2, { status: 503 }),
  "502 for good": lasting("502, always", { status: 502, text: page, headers: html }),
  moved: lasting("301 to another server", {
    status: 301,
    message: "Moved Permanently",
    headers: { location: "https://moved.invalid/elsewhere" },
  }),
  archived: lasting("403 because the repository is archived", {
    status: 403,
    message: "Repository was archived so is read-only.",
  }),
  "expired token": lasting("401 because the token has expired", { status: 401, message: "Bad credentials" }),
  "404 once": passing("404, once: a replica that does not have it yet", 1, {
    status: 404,
    message: "Not Found",
  }),
} satisfies Readonly<Record<string, FaultKind>>;

export type FaultName = keyof typeof faultKinds;

/** All names, in the order of the list. */
export const faultNames = Object.keys(faultKinds) as readonly FaultName[];

/** A rule for `server.faults.rules` of the GitHub and the Azure sandbox; every request counts where no other is named. */
export function faultRule(
  name: FaultName,
  on = /./,
  { nth = 1, times }: Pick<FaultRule, "nth" | "times"> = {},
): FaultRule {
  const kind: FaultKind = faultKinds[name];
  return { on, nth, times: times ?? kind.times, ...kind.fault() };
}
