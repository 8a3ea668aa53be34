import { execFileSync, spawn } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

export interface GitServer extends AsyncDisposable {
  readonly origin: string;
  /** Every request's method, path and Authorization header, in order. */
  readonly requests: readonly {
    readonly method: string;
    readonly path: string;
    readonly authorization: string | undefined;
  }[];
}

/** Turns the headers of a CGI answer into the status and headers of an HTTP response. */
function answer(output: Buffer, response: ServerResponse): void {
  const end = output.indexOf("\r\n\r\n");
  const head = output.toString("utf8", 0, end).split("\r\n");
  for (const line of head) {
    const [name = "", value = ""] = line.split(/: (.*)/s);
    if (name === "Status") response.statusCode = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.end(output.subarray(end + 4));
}

function backend(root: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", "http://localhost");
  const env = {
    ...process.env,
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: "1",
    GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    PATH_INFO: url.pathname,
    QUERY_STRING: url.search.slice(1),
    REQUEST_METHOD: request.method ?? "GET",
    CONTENT_TYPE: request.headers["content-type"] ?? "",
    HTTP_CONTENT_ENCODING: String(request.headers["content-encoding"] ?? ""),
  };
  const child = spawn(
    join(execFileSync("git", ["--exec-path"], { encoding: "utf8" }).trim(), "git-http-backend"),
    { env },
  );
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.on("close", () => answer(Buffer.concat(output), response));
  request.pipe(child.stdin);
}

/** Redirects matching requests, as for a moved repository. */
export interface Redirect {
  readonly from: RegExp;
  readonly to: string;
}

/** Serves git over smart HTTP on loopback; if a token is given, it is required as on GitHub. */
export async function serveGit(root: string, token?: string, redirect?: Redirect): Promise<GitServer> {
  const requests: { method: string; path: string; authorization: string | undefined }[] = [];
  const wanted =
    token === undefined ? undefined : `basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
  const server = createServer((request, response) => {
    const { authorization } = request.headers;
    requests.push({ method: request.method ?? "", path: request.url ?? "", authorization });
    if (redirect?.from.test(request.url ?? "")) {
      response.writeHead(302, { Location: `${redirect.to}${request.url}` }).end();
    } else if (wanted !== undefined && authorization !== wanted) {
      response.writeHead(401, { "WWW-Authenticate": 'Basic realm="git"' }).end();
    } else backend(root, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
