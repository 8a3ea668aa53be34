import { readdirSync, readFileSync } from "node:fs";
import { getOctokit } from "@actions/github";
import { shapesOf } from "@kalypso-actions/github";
import { expect, test } from "vitest";
import { shapeOf } from "../../github/src/answers.ts";
import { setupAnswers } from "../src/github/answers.ts";

const { rest } = getOctokit("t");
const sources = ["../src/github/", "../src/doctor/"].flatMap((path) => {
  const folder = new URL(path, import.meta.url);
  return readdirSync(folder).map((file) => readFileSync(new URL(file, folder), "utf8"));
});

type Endpoints = Readonly<
  Record<
    string,
    Readonly<
      Record<
        string,
        { readonly endpoint: { readonly DEFAULTS: { readonly method: string; readonly url: string } } }
      >
    >
  >
>;

/** The requests that the sources make, by method and path. */
const used = sources.flatMap((text) =>
  [...text.matchAll(/\brest\s*\.(\w+)\s*\.(\w+)\b/g)].map(([, scope = "", name = ""]) => {
    const { method, url } = (rest as unknown as Endpoints)[scope]?.[name]?.endpoint.DEFAULTS ?? {
      method: "",
      url: "",
    };
    return `${method} ${url}`;
  }),
);

/** Names of parameters mean nothing. */
const plain = (request: string) => request.replaceAll(/\{\w+\}/g, "{}");

test("every answer that is used has a shape, and no other", () => {
  const requests = new Set([...used, "GET /repos/{owner}/{repo}/actions/oidc/customization/sub"].map(plain));
  expect(requests.size).toBeGreaterThan(40);
  const known = new Set(Object.keys(setupAnswers).map(plain));
  expect([...requests].filter((each) => !known.has(each)).sort()).toEqual([]);
  expect([...known].filter((each) => !requests.has(each)).sort()).toEqual([]);
});

test.each([
  [
    "GET /repos/acme/cp",
    { id: 1, node_id: "", full_name: "acme/cp", private: false, default_branch: "main" },
  ],
  ["GET /repos/acme/cp/environments", { environments: [{}] }],
  ["GET /repos/acme/cp/environments/dev/variables", { variables: [{ name: "NEXT_ENVIRONMENT", value: 5 }] }],
  ["GET /repos/acme/cp/actions/organization-secrets", { secrets: [null] }],
  ["GET /repos/acme/cp/rulesets/1", { id: 1, name: "r", rules: {} }],
  ["GET /repos/acme/cp/rulesets/1", { id: 1, name: "r", conditions: { ref_name: { include: "main" } } }],
  ["GET /orgs/acme/installations", { installations: [{ id: 1, app_id: 1, repository_selection: "all" }] }],
])("what doctor could not go on with is unreadable: %s %j", (request, answer) => {
  const [method = "", path = ""] = request.split(" ");
  expect(shapeOf(method, path, shapesOf(setupAnswers))?.(answer, "answer")).toMatch(/^`answer\./);
});
