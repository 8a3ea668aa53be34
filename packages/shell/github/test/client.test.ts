import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { openEnd } from "@kalypso-actions/deadlines";
import { expect, test } from "vitest";
import { GitHubRepository } from "../src/index.ts";

const name = { owner: "contoso", repo: "gitops" };

/** A server that answers every request the same way. */
async function serving(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const read = (repository: GitHubRepository) =>
  repository.request("read it", (octokit) => octokit.rest.repos.get({ ...repository.at }));

test.each([
  ["an answer that never comes", () => {}],
  ["a retry, more than a second later", (response: ServerResponse) => response.writeHead(502).end()],
  [
    "a limit to reset, minutes later",
    (response: ServerResponse) => response.writeHead(429, { "retry-after": "600" }).end(),
  ],
])(
  "stopping while a request waits for %s ends the wait without a retry",
  async (_, answer) => {
    let asked = 0;
    const stop = new AbortController();
    await using server = await serving((_request, response) => {
      asked++;
      answer(response);
      setImmediate(() => stop.abort("SIGINT"));
    });
    // Any wait here takes hours.
    const options = { apiUrl: server.apiUrl, second: 3_600_000, time: { ...openEnd, signal: stop.signal } };
    const repository = new GitHubRepository(name, "token", options);
    await expect(read(repository)).rejects.toMatchObject({ diagnostics: [{ code: "github-unreachable" }] });
    await expect(read(repository)).rejects.toMatchObject({ diagnostics: [{ code: "github-unreachable" }] });
    expect(asked).toBe(1);
  },
  10_000,
);
