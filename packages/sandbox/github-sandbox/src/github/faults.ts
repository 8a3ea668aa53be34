/** Faults injected by a test: what goes wrong, and at which request. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Answer, send } from "./http.ts";

export interface Fault {
  /** Answer with this status instead. */
  readonly status?: number;
  /** What the answer says; `fault` where nothing is given. */
  readonly message?: string;
  /** The whole body instead, verbatim. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Close the connection before the request has any effect. */
  readonly cut?: boolean;
  /** Process the request, but do not send the answer. */
  readonly cutAfter?: boolean;
  /**
   * The request has no effect, and the connection stays open: without an answer, or with one that never ends, either
   * a byte every few milliseconds or as fast as the client reads.
   */
  readonly hang?: "silent" | "trickle" | "flood";
  /** Process the request, and send this instead of the answer. */
  readonly replace?: (answer: Answer) => Answer;
  /** Process the request, announce the whole answer, and close the connection in the middle of it. */
  readonly cutMiddle?: boolean;
  /** Every page of a list is its first one, and names a next one. */
  readonly repeats?: boolean;
  /** Called at the fault to end the requesting process. */
  readonly kill?: () => void;
  /** Wait for this first. */
  readonly until?: Promise<void>;
}

export interface FaultRule extends Fault {
  /** The requests that count, such as `POST .*\/pulls$`, matched against method and path. */
  readonly on: RegExp;
  /** The first matching request that fails, counted from 1; and how many fail from there on. */
  readonly nth?: number;
  readonly times?: number;
}

export interface Faults {
  rules: (FaultRule & { seen?: number })[];
  count: number;
}

/** The fault to inject into a request, if any. */
export function faultFor(faults: Faults, method: string, path: string): Fault | undefined {
  faults.count++;
  for (const rule of faults.rules) {
    if (!rule.on.test(`${method} ${path}`)) continue;
    rule.seen = (rule.seen ?? 0) + 1;
    const first = rule.nth ?? 1;
    if (rule.seen >= first && rule.seen < first + (rule.times ?? 1)) return rule;
  }
  return undefined;
}

/** Milliseconds between two bytes of an answer that trickles. */
const tick = 5;
const flood = Buffer.alloc(64 * 1024, " ");

/** Keeps a connection open until the client closes it. */
function hangOn(
  how: "silent" | "trickle" | "flood",
  request: IncomingMessage,
  response: ServerResponse,
): void {
  request.resume();
  if (how === "silent") return;
  // A client that reads a part of it finds nothing wrong: a list of JSON, or a long line of git's.
  const [, service] = /\/git-([a-z]+-pack)$/.exec(request.url ?? "") ?? [];
  const type =
    service === undefined ? "application/json; charset=utf-8" : `application/x-git-${service}-result`;
  response.writeHead(200, { "content-type": type });
  response.write(service === undefined ? "[" : "fff0");
  if (how === "trickle") {
    const timer = setInterval(() => response.write(" "), tick);
    response.on("close", () => clearInterval(timer));
    return;
  }
  const more = () => {
    while (response.write(flood)) if (response.destroyed) return;
  };
  response.on("drain", more);
  more();
}

/**
 * Injects a fault that keeps the request from having any effect.
 * @param errorBody how the server writes an error's message
 * @returns whether the request is dealt with
 */
export async function failsAtOnce(
  fault: Fault | undefined,
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
  errorBody: (status: number, message: string) => unknown,
): Promise<boolean> {
  if (fault === undefined) return false;
  if (fault.cutAfter !== true) fault.kill?.();
  await fault.until;
  if (fault.cut === true) request.socket.destroy();
  else if (fault.hang !== undefined) hangOn(fault.hang, request, response);
  else if (fault.status !== undefined) {
    const { status, message = "fault", text, headers = {} } = fault;
    const said = text === undefined ? { body: errorBody(status, message) } : { text };
    send(response, { status, ...said, headers });
  } else return false;
  return true;
}

/** Sends an answer, with what a fault makes of it. */
export function sendWith(fault: Fault | undefined, response: ServerResponse, answer: Answer): void {
  const changed = fault?.replace?.(answer) ?? answer;
  if (fault?.cutMiddle !== true) {
    send(response, changed);
    return;
  }
  const whole = Buffer.from(changed.text ?? JSON.stringify(changed.body ?? {}));
  response.writeHead(changed.status, {
    "content-type": "application/json; charset=utf-8",
    ...changed.headers,
    "content-length": String(whole.length + 1),
  });
  response.write(whole.subarray(0, Math.ceil(whole.length / 2)), () => response.destroy());
}
