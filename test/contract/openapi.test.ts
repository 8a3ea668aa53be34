import { expect, test } from "vitest";
import { Stage } from "../support/github.ts";
import { violations } from "../support/openapi.ts";

const manifest = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;

const environment = `apiVersion: scheduler.kalypso.io/v1alpha1
kind: Environment
metadata:
  name: dev
spec:
  controlPlane:
    repo: https://github.com/contoso/control-plane
    branch: dev
    path: .
`;

test("every request of the actions and every answer of the sandbox matches GitHub's description", async () => {
  await using stage = await Stage.open();
  const workflow = "on:\n  workflow_dispatch:\njobs: {}\n";
  const files = { ".environments/dev.yaml": environment, ".github/workflows/schedule.yml": workflow };
  const commit = await stage.world.push({ repository: "control-plane", branch: "main" }, "main", files);
  await stage.world.push({ repository: "control-plane", branch: "dev" }, "dev", {
    ".github/workflows/schedule.yml": workflow,
  });
  await stage.world.push({ repository: "gitops", branch: "dev" }, "start", { "README.md": "x\n" });
  const propose = {
    path: "manifests",
    repository: "contoso/gitops",
    base: "dev",
    token: "app-token",
    labels: "gitops",
  };
  await stage.folder("manifests", { "a.yaml": manifest("a") });
  await stage.openPr({ ...propose, "promoted-commit": commit });
  await stage.folder("manifests", { "b.yaml": manifest("b") });
  await stage.openPr({ ...propose, body: "again" });
  await stage.openPr({ ...propose, signed: "true", title: "Signed" });
  await stage.world.push({ repository: "gitops", branch: "dev" }, "by hand", {
    "a.yaml": manifest("a"),
    "b.yaml": manifest("b"),
  });
  await stage.openPr(propose);
  await stage.folder("manifests", { "c.yaml": manifest("c") });
  await stage.openPr({ ...propose, "auto-merge": "true" });
  const promotion = {
    environment: "dev",
    commit,
    token: "job-token",
    "job-token": "job-token",
    workflow: "schedule.yml",
  };
  await stage.promote(promotion);
  const next = await stage.world.push({ repository: "control-plane", branch: "main" }, "next", {
    "n.txt": "n\n",
  });
  await stage.promote({ ...promotion, commit: next });
  await stage.folder(".", { ".github/tracking/Promoted_Commit_Id": commit });
  await stage.notify({
    "control-plane": "contoso/control-plane",
    token: "app-token",
    commit,
    environment: "dev",
  });

  const { requests } = stage.github;
  const kinds = new Set(
    requests.map(
      ({ method, path }) =>
        `${method} ${path.replace(/^\/repos\/contoso\/[\w-]+\/|\?.*$/g, "").split("/")[0]}`,
    ),
  );
  expect([...kinds].sort()).toMatchInlineSnapshot(`
    [
      "DELETE issues",
      "GET commits",
      "GET compare",
      "GET contents",
      "GET issues",
      "GET labels",
      "GET pulls",
      "PATCH pulls",
      "POST ",
      "POST actions",
      "POST dispatches",
      "POST issues",
      "POST labels",
      "POST pulls",
      "POST statuses",
      "PUT contents",
      "PUT pulls",
    ]
  `);
  expect(requests.flatMap(violations)).toEqual([]);
});

test("detects a request or an answer that violates the description", () => {
  const at = { path: "/repos/contoso/gitops/pulls", status: 201 };
  const request = { method: "POST", body: { head: "a", base: 5, title: "t" }, answer: { number: "one" } };
  expect(violations({ ...at, ...request })).toEqual([
    "POST /repos/contoso/gitops/pulls: request/base must be string",
    "POST /repos/contoso/gitops/pulls: answer/number must be integer",
  ]);
  expect(violations({ ...at, ...request, path: "/repos/contoso/gitops/pullz" })).toHaveLength(1);
});
