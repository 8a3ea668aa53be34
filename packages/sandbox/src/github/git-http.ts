/** git over smart HTTP: the CGI program that comes with git, run for each request. */
import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";

export interface GitRequest {
  /** The folder that the repositories' paths are relative to. */
  readonly root: string;
  readonly path: string;
  readonly query: string;
  /** Who is let in; the empty string for nobody. */
  readonly user: string;
}

function parseHead(head: string): { readonly status: number; readonly headers: Record<string, string> } {
  const headers: Record<string, string> = {};
  let status = 200;
  for (const line of head.split(/\r?\n/)) {
    const [, name = "", value = ""] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    if (name.toLowerCase() === "status") status = Number.parseInt(value, 10);
    else if (name !== "") headers[name] = value;
  }
  return { status, headers };
}

/** Serves one request of git's. Resolves when all of it is answered. */
export async function serveGit(
  request: IncomingMessage,
  response: ServerResponse,
  { root, path, query, user }: GitRequest,
): Promise<void> {
  const environment = {
    PATH: process.env["PATH"] ?? "",
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: "1",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_COUNT: "5",
    GIT_CONFIG_KEY_0: "safe.directory",
    GIT_CONFIG_VALUE_0: "*",
    GIT_CONFIG_KEY_1: "uploadpack.allowFilter",
    GIT_CONFIG_VALUE_1: "true",
    GIT_CONFIG_KEY_2: "uploadpack.allowAnySHA1InWant",
    GIT_CONFIG_VALUE_2: "true",
    GIT_CONFIG_KEY_3: "http.receivepack",
    GIT_CONFIG_VALUE_3: "true",
    // Branches are moved while nobody has them checked out.
    GIT_CONFIG_KEY_4: "receive.denyDeleteCurrent",
    GIT_CONFIG_VALUE_4: "ignore",
    REQUEST_METHOD: request.method ?? "GET",
    PATH_INFO: path,
    QUERY_STRING: query,
    CONTENT_TYPE: request.headers["content-type"] ?? "",
    HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
    GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    REMOTE_ADDR: "127.0.0.1",
    ...(user === "" ? {} : { REMOTE_USER: user }),
  };
  const child = spawn("git", ["http-backend"], { env: environment, stdio: ["pipe", "pipe", "ignore"] });
  request.pipe(child.stdin).on("error", () => {});
  let head = Buffer.alloc(0);
  let isStarted = false;
  for await (const chunk of child.stdout) {
    if (isStarted) {
      response.write(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk as Buffer]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) continue;
    const { status, headers } = parseHead(head.toString("latin1", 0, end));
    response.writeHead(status, headers);
    response.write(head.subarray(end + 4));
    isStarted = true;
  }
  if (!isStarted) response.writeHead(500);
  response.end();
}

export type PushPayload = Readonly<Record<"ref" | "before" | "after", string>>;

const none = "0".repeat(40);

/** What was pushed, told by the branches and tags before and after. */
export function pushesBetween(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly PushPayload[] {
  const refs = [...new Set([...before.keys(), ...after.keys()])];
  return refs
    .filter((ref) => before.get(ref) !== after.get(ref) && /^refs\/(?:heads|tags)\//.test(ref))
    .map((ref) => ({ ref, before: before.get(ref) ?? none, after: after.get(ref) ?? none }));
}
