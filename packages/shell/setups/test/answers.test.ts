import { readdirSync, readFileSync } from "node:fs";
import { getOctokit } from "@actions/github";
import { expect, test } from "vitest";
import { setupAnswers } from "../src/github/answers.ts";

const { rest } = getOctokit("t");
const folder = new URL("../src/github/", import.meta.url);

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
const used = readdirSync(folder).flatMap((file) =>
  [...readFileSync(new URL(file, folder), "utf8").matchAll(/\brest\s*\.(\w+)\s*\.(\w+)\b/g)].map(
    ([, scope = "", name = ""]) => {
      const { method, url } = (rest as unknown as Endpoints)[scope]?.[name]?.endpoint.DEFAULTS ?? {
        method: "",
        url: "",
      };
      return `${method} ${url}`;
    },
  ),
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
