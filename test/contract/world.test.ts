import { newEnvironment } from "@kalypso-actions/github-sandbox";
import { describe, expect, test } from "vitest";
import { Stage } from "../support/github.ts";

const workflow = "on:\n  push:\n    branches: [dev]\njobs: {}\n";

interface Asked {
  readonly body?: string | undefined;
  readonly token?: string;
}

async function ask(stage: Stage, route: `${string} ${string}`, { body, token = "app-token" }: Asked = {}) {
  const [method = "", path = ""] = route.split(" ");
  const response = await fetch(`${stage.github.url}/api/v3${path}`, {
    method,
    headers: { authorization: `token ${token}`, "content-type": "application/json" },
    body: body ?? null,
  });
  const text = await response.text();
  return { status: response.status, message: text === "" ? "" : String(JSON.parse(text).message) };
}

const at = "/repos/contoso/gitops";

describe("the sandbox's GitHub refuses what GitHub refuses", () => {
  test.for<[string, string, string, string | undefined, number, string]>([
    ["an unknown path", "GET", `${at}/nothing`, undefined, 404, "Not Found"],
    ["a repository that does not exist", "GET", "/repos/contoso/nothing/pulls", undefined, 404, "Not Found"],
    ["a body that is not JSON", "POST", `${at}/pulls`, "{", 400, "Problems parsing JSON"],
    [
      "a body without its required fields",
      "POST",
      `${at}/pulls`,
      "{}",
      422,
      'Invalid request.\n\n"title" wasn\'t supplied.',
    ],
    [
      "a branch that does not exist",
      "POST",
      `${at}/pulls`,
      '{"title":"t","head":"x","base":"dev"}',
      422,
      "Validation Failed",
    ],
    [
      "nothing to merge",
      "POST",
      `${at}/pulls`,
      '{"title":"t","head":"dev","base":"dev"}',
      422,
      "Validation Failed",
    ],
    [
      "a workflow that is not on the default branch",
      "POST",
      `${at}/actions/workflows/w.yml/dispatches`,
      '{"ref":"dev"}',
      404,
      "Not Found",
    ],
  ])("%s", async ([_, method, path, body, status, message]) => {
    await using stage = await Stage.open();
    await stage.world.push({ repository: "gitops", branch: "dev" }, "start", { "a.txt": "a\n" });
    expect(await ask(stage, `${method} ${path}`, { body })).toEqual({ status, message });
    // These requests are meant to fail; the actions do not make them.
    stage.forget();
  });

  test("unknown tokens, and requests without permission", async () => {
    await using stage = await Stage.open();
    await stage.world.push({ repository: "gitops", branch: "dev" }, "start", { "a.txt": "a\n" });
    expect(await ask(stage, `GET ${at}/pulls`, { token: "who" })).toEqual({
      status: 401,
      message: "Bad credentials",
    });
    const body = '{"title":"t","head":"x","base":"dev"}';
    expect((await ask(stage, `POST ${at}/pulls`, { body, token: "reader" })).status).toBe(403);
  });

  test("a status with a too long description, and one on a commit that does not exist", async () => {
    await using stage = await Stage.open();
    const commit = await stage.world.push({ repository: "gitops", branch: "dev" }, "start", {
      "a.txt": "a\n",
    });
    const body = JSON.stringify({ state: "success", description: "x".repeat(141) });
    expect((await ask(stage, `POST ${at}/statuses/${commit}`, { body })).status).toBe(422);
    expect(
      (await ask(stage, `POST ${at}/statuses/${"0".repeat(40)}`, { body: '{"state":"success"}' })).status,
    ).toBe(422);
  });
});

test("a workflow's own token cannot read an environment's variables through the API", async () => {
  await using stage = await Stage.open();
  await stage.world.push({ repository: "gitops", branch: "dev" }, "start", { "a.txt": "a\n" });
  stage.github.repository("gitops").environments.set("dev", newEnvironment({ NEXT_ENVIRONMENT: "stage" }));
  const path = `${at}/environments/dev/variables`;
  expect((await ask(stage, `GET ${path}`)).status).toBe(200);
  expect((await ask(stage, `GET ${path}/NEXT_ENVIRONMENT`)).status).toBe(200);
  expect((await ask(stage, `GET ${path}/OTHER`)).status).toBe(404);
  expect((await ask(stage, `GET ${path}`, { token: "job-token" })).status).toBe(403);
});

describe("events start workflows as GitHub's do", () => {
  const push = async (stage: Stage, token: string) => {
    await stage.folder("manifests", { "a.yaml": "a: 1\n" });
    const inputs = { path: "manifests", repository: "contoso/gitops", base: "dev", token, head: "dev-next" };
    return stage.run("open-pr", inputs);
  };

  test("a push starts the pushed commit's file if its branch is listed", async () => {
    await using stage = await Stage.open();
    await stage.world.push({ repository: "gitops", branch: "dev" }, "start", {
      ".github/workflows/w.yml": workflow.replace("dev", "dev-next"),
    });
    await push(stage, "app-token");
    expect(stage.github.runs).toMatchObject([{ event: "push", ref: "dev-next", workflow: "w.yml" }]);
  });

  test("a push with the workflow's own token starts nothing", async () => {
    await using stage = await Stage.open();
    await stage.world.push({ repository: "gitops", branch: "dev" }, "start", {
      ".github/workflows/w.yml": workflow.replace("dev", "dev-next"),
    });
    await push(stage, "job-token");
    expect(stage.github.events.map(({ event }) => event)).toEqual(["push", "pull_request"]);
    expect(stage.github.runs).toEqual([]);
  });

  test("a dispatch with it starts the default branch's file", async () => {
    await using stage = await Stage.open();
    const listening = "on:\n  repository_dispatch:\n    types: [sync]\njobs: {}\n";
    await stage.world.push({ repository: "gitops", branch: "main" }, "start", {
      ".github/workflows/sync.yml": listening,
    });
    const body = '{"event_type":"sync","client_payload":{"a":"b"}}';
    expect((await ask(stage, `POST ${at}/dispatches`, { body, token: "job-token" })).status).toBe(204);
    await ask(stage, `POST ${at}/dispatches`, { body: '{"event_type":"other"}', token: "job-token" });
    expect(stage.github.runs).toMatchObject([{ workflow: "sync.yml", ref: "main" }]);
  });
});
