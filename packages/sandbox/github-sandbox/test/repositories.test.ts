import { join } from "node:path";
import { expect, test } from "vitest";
import { GitHubServer, temporaryFolder, World } from "../src/index.ts";

type Answer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };

async function ask(github: GitHubServer, request: string, body?: object): Promise<Answer> {
  const [method = "", path = ""] = request.split(" ");
  const answer = await fetch(`${github.url}/api/v3${path}`, {
    method,
    headers: { authorization: "Bearer owner" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? {} : JSON.parse(text) };
}

test("a repository that is deleted and made again has nothing of the former one, and another id", async () => {
  await using folder = await temporaryFolder();
  const world = await World.open(join(folder.path, "world"));
  await using github = await GitHubServer.open(world);
  const permissions = { administration: "write", contents: "read", actions: "read" } as const;
  github.token("owner", { user: "person", permissions, isWorkflowToken: false, isPersonal: true });
  const first = await ask(github, "POST /orgs/contoso/repos", { name: "plane", private: true });
  expect(first).toMatchObject({ status: 201, body: { private: true, default_branch: "main" } });
  expect(await ask(github, "POST /orgs/contoso/repos", { name: "Plane" })).toMatchObject({ status: 422 });
  await ask(github, "PUT /repos/contoso/plane/environments/dev", {});
  await world.push({ repository: "plane", branch: "main" }, "first", { "a.txt": "a\n" });
  expect(await ask(github, "GET /repos/contoso/plane/branches/main")).toMatchObject({ status: 200 });
  expect(await ask(github, "DELETE /repos/contoso/plane")).toMatchObject({ status: 204 });
  expect(await ask(github, "GET /repos/contoso/plane")).toMatchObject({ status: 404 });
  const second = await ask(github, "POST /orgs/contoso/repos", { name: "plane" });
  expect(second.body["id"]).not.toBe(first.body["id"]);
  expect(await ask(github, "GET /repos/contoso/plane/environments/dev")).toMatchObject({ status: 404 });
  expect(await ask(github, "GET /repos/contoso/plane/branches/main")).toMatchObject({ status: 404 });
});

test("whoever lacks a permission is refused in GitHub's words for the kind of the token", async () => {
  await using folder = await temporaryFolder();
  await using github = await GitHubServer.open(await World.open(join(folder.path, "world")));
  const less = { permissions: { contents: "read" }, isWorkflowToken: false } as const;
  const kinds = [
    [{ user: "app[bot]", ...less }, 403, "Resource not accessible by integration"],
    [{ user: "person", ...less, isPersonal: true }, 403, "Resource not accessible by personal access token"],
    [{ user: "person", ...less, scopes: ["gist"] }, 404, "Not Found"],
  ] as const;
  for (const [token, status, message] of kinds) {
    github.token("owner", token);
    const answer = await ask(github, "POST /orgs/contoso/repos", { name: "plane" });
    expect(answer).toMatchObject({ status, body: { message } });
  }
  expect(github.repositories()).toEqual([]);
});
