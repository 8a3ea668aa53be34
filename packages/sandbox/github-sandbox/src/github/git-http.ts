/** git over smart HTTP, as `git http-backend` speaks it: git's own programs, one for each request. */
import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

interface GitRequest {
  /** The bare repository. */
  readonly repository: string;
  readonly service: "upload-pack" | "receive-pack";
  /** Whether only what there is is asked for, before anything is fetched or pushed. */
  readonly isAdvertisement: boolean;
  /** It is done, but the answer does not arrive. */
  readonly isMute?: boolean;
}

const settings = {
  "safe.directory": "*",
  "uploadpack.allowFilter": "true",
  "uploadpack.allowAnySHA1InWant": "true",
  // Branches are moved while nobody has them checked out.
  "receive.denyDeleteCurrent": "ignore",
};

/** What version 2 of the protocol announces before a fetch tells nothing of the repository: it is asked for once. */
let announced: Promise<string> | undefined;

function environmentOf(request: IncomingMessage): Record<string, string> {
  const pairs = Object.entries(settings).flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    PATH: process.env["PATH"] ?? "",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_COUNT: String(Object.keys(settings).length),
    ...Object.fromEntries(pairs),
    GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
  };
}

function start(request: IncomingMessage, { service, repository, isAdvertisement }: GitRequest) {
  const args = [service, "--stateless-rpc", ...(isAdvertisement ? ["--advertise-refs"] : []), repository];
  return spawn("git", args, { env: environmentOf(request), stdio: ["pipe", "pipe", "ignore"] });
}

async function advertise(request: IncomingMessage, response: ServerResponse, asked: GitRequest) {
  const isSecondVersion = String(request.headers["git-protocol"] ?? "").includes("version=2");
  response.writeHead(200, {
    "content-type": `application/x-git-${asked.service}-advertisement`,
    "cache-control": "no-cache",
  });
  if (isSecondVersion && asked.service === "upload-pack") {
    announced ??= text(start(request, asked).stdout);
    response.end(await announced);
    return;
  }
  const line = `# service=git-${asked.service}\n`;
  response.write(`${(line.length + 4).toString(16).padStart(4, "0")}${line}0000`);
  for await (const chunk of start(request, asked).stdout) response.write(chunk);
  response.end();
}

/** Serves one request of git's. Resolves when all of it is answered. */
export async function serveGit(
  request: IncomingMessage,
  response: ServerResponse,
  asked: GitRequest,
): Promise<void> {
  if (asked.isAdvertisement) {
    if (asked.isMute !== true) await advertise(request, response, asked);
    return;
  }
  const child = start(request, asked);
  const isZipped = request.headers["content-encoding"] === "gzip";
  const body = isZipped ? pipeline(request, createGunzip(), child.stdin) : pipeline(request, child.stdin);
  // A client that goes away in the middle ends the program as well.
  body.catch(() => {});
  if (asked.isMute !== true)
    response.writeHead(200, { "content-type": `application/x-git-${asked.service}-result` });
  for await (const chunk of child.stdout) if (asked.isMute !== true) response.write(chunk);
  if (asked.isMute !== true) response.end();
}

type PushPayload = Readonly<Record<"ref" | "before" | "after", string>>;

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
