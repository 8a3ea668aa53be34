import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { openEnd } from "@kalypso-actions/deadlines";
import { describe, expect, test, vi } from "vitest";
import { GitHubRepository, PullRequests } from "../src/index.ts";

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

/** A server that redirects as the given function says, and notes what arrives. */
async function redirecting(to: (path: string) => string | undefined, status = 301) {
  const arrived: string[] = [];
  const server = await serving((request, response) => {
    arrived.push(`${request.method} ${request.url} ${request.headers.authorization ?? "-"}`);
    const location = to(request.url ?? "");
    if (location === undefined)
      return response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify(repositoryAnswer));
    response.writeHead(status, { location, "content-type": "application/json" }).end("{}");
  });
  return { arrived, apiUrl: server.apiUrl, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const repositoryAnswer = { id: 1, name: "gitops", default_branch: "main", full_name: "contoso/gitops" };
const nothing = () => undefined;

describe("a redirect of the API", () => {
  test.each([301, 302, 307, 308])(
    "is followed by a read on the same server, as after a rename: %i",
    async (status) => {
      await using server = await redirecting(
        (path) => (path === "/repositories/1" ? undefined : "/repositories/1"),
        status,
      );
      const { data } = await read(new GitHubRepository(name, "canary", { apiUrl: server.apiUrl }));
      expect(data.full_name).toBe("contoso/gitops");
      expect(server.arrived).toEqual([
        "GET /repos/contoso/gitops token canary",
        "GET /repositories/1 token canary",
      ]);
    },
  );

  test.each([301, 302, 303, 307, 308])(
    "never leads to another server, which is not even connected to: %i",
    async (status) => {
      await using other = await redirecting(nothing);
      await using server = await redirecting(() => `${other.apiUrl}/stolen?token=x`, status);
      const repository = new GitHubRepository(name, "canary", { apiUrl: server.apiUrl, second: 0 });
      const problem = await read(repository).catch((error: unknown) => error);
      expect(problem).toMatchObject({
        diagnostics: [
          {
            code: "github-redirected",
            message: expect.stringContaining(`a redirect to ${other.apiUrl}/stolen;`),
          },
        ],
      });
      expect(other.arrived).toEqual([]);
      expect(server.arrived).toHaveLength(1);
    },
  );

  test.each(["POST", "PATCH", "PUT", "DELETE"])(
    "is not followed by a change, even on the same server: %s",
    async (method) => {
      await using server = await redirecting((path) => (path === "/new" ? undefined : "/new"), 307);
      const repository = new GitHubRepository(name, "canary", { apiUrl: server.apiUrl, second: 0 });
      const change = repository.request("change it", (octokit) => octokit.request(`${method} /old`));
      await expect(change).rejects.toMatchObject({ diagnostics: [{ code: "github-redirected" }] });
      expect(server.arrived).toEqual([`${method} /old token canary`]);
    },
  );

  test("that leads to itself ends", async () => {
    await using server = await redirecting((path) => path);
    const repository = new GitHubRepository(name, "canary", { apiUrl: server.apiUrl, second: 0 });
    await expect(read(repository)).rejects.toMatchObject({ diagnostics: [{ code: "github-redirected" }] });
    expect(server.arrived).toHaveLength(6);
  });
});

test("the link to the next page is not followed to another server", async () => {
  await using other = await redirecting(nothing);
  await using server = await serving((_request, response) => {
    const link = `<${other.apiUrl}/next>; rel="next"`;
    response.writeHead(200, { link, "content-type": "application/json" }).end("[]");
  });
  const repository = new GitHubRepository(name, "canary", { apiUrl: server.apiUrl, second: 0 });
  const list = repository.request("list them", (octokit) => octokit.paginate("GET /items"));
  await expect(list).rejects.toMatchObject({ diagnostics: [{ code: "github-unreadable" }] });
  expect(other.arrived).toEqual([]);
});

test("nothing that a server's headers say is printed past the report", async () => {
  const printed = (["log", "info", "warn", "error", "debug"] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation(() => {}),
  );
  const written = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, "write").mockReturnValue(true),
  );
  try {
    await using server = await serving((_request, response) => {
      const told = "##[add-mask]a";
      const headers = {
        deprecation: told,
        sunset: told,
        warning: told,
        link: `<${told}>; rel="deprecation"`,
      };
      response
        .writeHead(200, { ...headers, "content-type": "application/json" })
        .end(JSON.stringify(repositoryAnswer));
    });
    await read(new GitHubRepository(name, "token", { apiUrl: server.apiUrl }));
    expect([...printed, ...written].flatMap(({ mock }) => mock.calls)).toEqual([]);
  } finally {
    for (const spy of [...printed, ...written]) spy.mockRestore();
  }
});

test.each([
  ["is whoever added it last", ["labeled alice", "unlabeled eve", "labeled bob"], "bob"],
  ["is nobody once it is removed", ["labeled alice", "unlabeled eve"], undefined],
  ["is not whoever added another one", ["labeled alice other"], undefined],
])("who labelled a pull request %s", async (_, told, expected) => {
  const events = told.map((each, id) => {
    const [event, login, label = "allowed"] = each.split(" ");
    return { id, event, actor: { login }, label: { name: label } };
  });
  await using server = await serving((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(events));
  });
  const pulls = new PullRequests(new GitHubRepository(name, "token", { apiUrl: server.apiUrl }));
  expect(await pulls.labelledBy(1, "allowed")).toBe(expected);
});
