/** git over smart HTTP, as `git http-backend` speaks it: one process of git's own programs per request that moves objects. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { readBody } from "./http.ts";
import { answerLsRefs } from "./ls-refs.ts";

interface GitRequest {
  /** The bare repository. */
  readonly repository: string;
  readonly service: "upload-pack" | "receive-pack";
  /** Whether the client only asks for the refs, before a fetch or a push. */
  readonly isAdvertisement: boolean;
  /** Process the request, but do not send the answer. */
  readonly isMute?: boolean;
  /** Branches that a ruleset protects from this push. */
  readonly ruled?: readonly string[];
  /** Whether the token may not change workflow files; in GitHub's words, what it lacks. */
  readonly lacksWorkflows?: string | undefined;
}

const settings = {
  "safe.directory": "*",
  "uploadpack.allowFilter": "true",
  "uploadpack.allowAnySHA1InWant": "true",
  // Nobody has a branch checked out, so any branch may move.
  "receive.denyDeleteCurrent": "ignore",
};

/** What protocol version 2 advertises before a fetch is the same for every repository, so it is cached. */
let announced: Promise<string> | undefined;

/** What a ruleset answers to a push, in GitHub's words: git runs this before it takes anything. */
const hook = `#!/bin/sh
pushed=$(cat)
while read old new ref; do
  if [ -n "$LACKS_WORKFLOWS" ] && [ "$new" != 0000000000000000000000000000000000000000 ]; then
    tree=$(git rev-parse --quiet --verify "$new:.github/workflows")
    for commit in $([ -z "$tree" ] || git for-each-ref --format='%(objectname)'); do
      [ "$(git rev-parse --quiet --verify "$commit:.github/workflows")" = "$tree" ] && tree=
    done
    if [ -n "$tree" ]; then
      file=$(git ls-tree --name-only "$new:.github/workflows" | head -n 1)
      echo "refusing to allow $LACKS_WORKFLOWS to create or update workflow \\\`.github/workflows/$file\\\` without \\\`workflow\\\` scope" >&2
      exit 1
    fi
  fi
  for branch in $RULED_BRANCHES; do
    [ "$ref" = "refs/heads/$branch" ] || continue
    echo "error: GH013: Repository rule violations found for $ref." >&2
    echo "Review all repository rules at https://github.com/contoso/gitops/rules?ref=$ref" >&2
    echo >&2
    echo "- Changes must be made through a pull request." >&2
    echo >&2
    exit 1
  done
done <<END
$pushed
END
# The repository's own, which a test has put there.
[ ! -x hooks/pre-receive ] || printf '%s\\n' "$pushed" | hooks/pre-receive
`;

/** A folder with the hook; made once, for as long as the process lives. */
let hooks: string | undefined;

function hookFolder(): string {
  if (hooks !== undefined) return hooks;
  const folder = mkdtempSync(join(tmpdir(), "sandbox-hooks-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "pre-receive"), hook, { mode: 0o755 });
  hooks = folder;
  return folder;
}

function environmentOf(
  request: IncomingMessage,
  { ruled = [], lacksWorkflows = "" }: GitRequest,
): Record<string, string> {
  const own =
    ruled.length === 0 && lacksWorkflows === "" ? settings : { ...settings, "core.hooksPath": hookFolder() };
  const pairs = Object.entries(own).flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    PATH: process.env["PATH"] ?? "",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_COUNT: String(Object.keys(own).length),
    RULED_BRANCHES: ruled.join(" "),
    LACKS_WORKFLOWS: lacksWorkflows,
    ...Object.fromEntries(pairs),
    GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
  };
}

function start(request: IncomingMessage, asked: GitRequest) {
  const { service, repository, isAdvertisement } = asked;
  const args = [service, "--stateless-rpc", ...(isAdvertisement ? ["--advertise-refs"] : []), repository];
  return spawn("git", args, { env: environmentOf(request, asked), stdio: ["pipe", "pipe", "ignore"] });
}

function isSecondVersion({ headers }: IncomingMessage): boolean {
  return String(headers["git-protocol"] ?? "").includes("version=2");
}

async function advertise(request: IncomingMessage, response: ServerResponse, asked: GitRequest) {
  response.writeHead(200, {
    "content-type": `application/x-git-${asked.service}-advertisement`,
    "cache-control": "no-cache",
  });
  if (isSecondVersion(request) && asked.service === "upload-pack") {
    announced ??= text(start(request, asked).stdout);
    response.end(await announced);
    return;
  }
  const line = `# service=git-${asked.service}\n`;
  response.write(`${(line.length + 4).toString(16).padStart(4, "0")}${line}0000`);
  for await (const chunk of start(request, asked).stdout) response.write(chunk);
  response.end();
}

/** Serves one git request. Resolves once it is fully answered. */
export async function serveGit(
  request: IncomingMessage,
  response: ServerResponse,
  asked: GitRequest,
): Promise<void> {
  if (asked.isAdvertisement) {
    if (asked.isMute !== true) await advertise(request, response, asked);
    return;
  }
  const isZipped = request.headers["content-encoding"] === "gzip";
  // Git compresses only longer questions, and asks for a pack in pieces that are as long.
  const isQuestion = !isZipped && asked.service === "upload-pack" && isSecondVersion(request);
  const body = isQuestion ? await readBody(request) : undefined;
  const refs = body === undefined ? undefined : answerLsRefs(asked.repository, body);
  if (refs !== undefined) {
    if (asked.isMute !== true)
      response.writeHead(200, { "content-type": `application/x-git-${asked.service}-result` }).end(refs);
    return;
  }
  const child = start(request, asked);
  const source = body === undefined ? request : Readable.from([body]);
  const sent = isZipped ? pipeline(source, createGunzip(), child.stdin) : pipeline(source, child.stdin);
  // A client that disconnects also ends the program.
  sent.catch(() => {});
  if (asked.isMute !== true)
    response.writeHead(200, { "content-type": `application/x-git-${asked.service}-result` });
  for await (const chunk of child.stdout) if (asked.isMute !== true) response.write(chunk);
  if (asked.isMute !== true) response.end();
}

type PushPayload = Readonly<Record<"ref" | "before" | "after", string>>;

const none = "0".repeat(40);

/** What was pushed: the difference between the branches and tags before and after. */
export function pushesBetween(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly PushPayload[] {
  const refs = [...new Set([...before.keys(), ...after.keys()])];
  return refs
    .filter((ref) => before.get(ref) !== after.get(ref) && /^refs\/(?:heads|tags)\//.test(ref))
    .map((ref) => ({ ref, before: before.get(ref) ?? none, after: after.get(ref) ?? none }));
}
