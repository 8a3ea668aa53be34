/** `kalypso init` or `kalypso destroy` against a sandbox in another process, which can end this one. */
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { kalypsoAt } from "../../test/support/setup-commands.ts";

export interface Whereabouts {
  readonly url: string;
  readonly token: string;
  /** The sandbox's Azure, and the file with its authority. */
  readonly azure: string;
  readonly authority: string;
  readonly args: readonly string[];
}

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

const { url, token, azure, authority, args } = JSON.parse(readFileSync(0, "utf8")) as Whereabouts;

/** As the sandbox's program `az` asks, without a process. */
function az(words: readonly string[], input: string | undefined): Promise<Ended> {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  const end = words.findIndex((word) => !/^[a-z0-9][a-z0-9-]*$/.test(word));
  const options = {
    method: "POST",
    ca: readFileSync(authority),
    headers: { "content-type": "application/json" },
  };
  const asked = request(`${azure}/az/${words.slice(0, end).join("/")}`, options, (response) => {
    const parts: Buffer[] = [];
    response.on("data", (part: Buffer) => parts.push(part)).on("error", reject);
    response.on("end", () => resolve(JSON.parse(Buffer.concat(parts).toString("utf8")) as Ended));
  });
  asked.on("error", reject).end(JSON.stringify({ args: words, cwd: "/", input: input ?? null }));
  return promise;
}

const place = {
  url,
  token,
  az: (words: readonly string[], { input }: { input?: string | undefined }) => az(words, input),
};
const { exitCode, diagnostics } = await kalypsoAt(place, args, { click: () => {} });
process.stdout.write(diagnostics.map(({ code, message }) => `${code}: ${message}\n`).join(""));
process.exitCode = exitCode;
