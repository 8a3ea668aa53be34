import { readdirSync, readFileSync } from "node:fs";
import { getOctokit } from "@actions/github";
import { expect, test } from "vitest";
import { shapeOf } from "../src/answers.ts";

const { rest } = getOctokit("t");

interface Endpoint {
  readonly endpoint: { readonly DEFAULTS: { readonly method: string; readonly url: string } };
}

/** Every endpoint that the sources name. */
const used = readdirSync(new URL("../src/", import.meta.url)).flatMap((file) => {
  const text = readFileSync(new URL(`../src/${file}`, import.meta.url), "utf8");
  return [...text.matchAll(/\brest\s*\.(\w+)\s*\.(\w+)\b/g)].map(
    ([, scope = "", name = ""]) => `${scope}.${name}`,
  );
});

function endpointOf(name: string): Endpoint["endpoint"]["DEFAULTS"] {
  const [scope = "", method = ""] = name.split(".");
  return (
    (rest as unknown as Record<string, Record<string, Endpoint>>)[scope]?.[method]?.endpoint.DEFAULTS ?? {
      method: "",
      url: "",
    }
  );
}

test.each([...new Set(used)].sort())("the answer of %s has a shape", (name) => {
  const { method, url } = endpointOf(name);
  expect(shapeOf(method, url)).toBeTypeOf("function");
  // The next page of a list is asked for by its whole address.
  const address = url.replaceAll(/\{\w+\}/g, "heads/x").replace("/repos/heads/x/heads/x", "/repos/o/r");
  expect(shapeOf(method, `https://api.github.com${address.replaceAll("heads/x", "x")}?page=2`)).toBe(
    shapeOf(method, url),
  );
});

test("the endpoints are found", () => {
  expect(new Set(used).size).toBeGreaterThan(25);
});

const sha = "a".repeat(40);
const compare = shapeOf("GET", "/repos/{owner}/{repo}/compare/{basehead}");

test.each([
  [{ status: "ahead", total_commits: 1, commits: [{ sha }] }, undefined],
  [{}, "`answer.status` is missing, not identical or ahead or behind or diverged"],
  [null, "`answer` is null, not an object"],
  [[], "`answer` is a list, not an object"],
  [
    { status: "newer", total_commits: 1, commits: [] },
    "`answer.status` is a string, not identical or ahead or behind or diverged",
  ],
  [{ status: "ahead", total_commits: "1", commits: [] }, "`answer.total_commits` is a string, not a number"],
  [
    { status: "ahead", total_commits: 1, commits: [{ sha }, { sha: "short" }] },
    "`answer.commits[1].sha` is a string, not the id of an object",
  ],
])("a comparison %j: %s", (answer, wrong) => {
  expect(compare?.(answer, "answer")).toBe(wrong);
});

const graphql = shapeOf("POST", "https://api.github.com/graphql");

test.each([
  [{ data: { viewer: { login: "kalypso[bot]" } } }, undefined],
  [{ data: { enablePullRequestAutoMerge: {} } }, undefined],
  [{ errors: [{ message: "no" }] }, undefined],
  [{ data: { viewer: { login: 7 } } }, "`answer.data.viewer.login` is a number, not a text"],
])("whose token it is: %j", (answer, wrong) => {
  expect(graphql?.(answer, "answer")).toBe(wrong);
});

test.each(["GET /repos/{owner}/{repo}/issues", "GET /repos/{owner}/{repo}/pulls"])(
  "an author of another type is no author: %s",
  (endpoint) => {
    const [method = "", path = ""] = endpoint.split(" ");
    const [label, head] = [{ name: "x" }, { sha }];
    const one = { number: 1, node_id: "x", html_url: "x", title: "x", body: null, labels: [label], head };
    expect(shapeOf(method, path)?.([{ ...one, user: { login: "x" } }], "answer")).toBeUndefined();
    expect(shapeOf(method, path)?.([{ ...one, user: { login: 7 } }], "answer")).toContain("login");
  },
);
