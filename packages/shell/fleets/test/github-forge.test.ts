import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { gitHubForge } from "../src/index.ts";

const marker = "<!-- kalypso-actions: open-pr -->";

function pull(number: number, from: string | undefined) {
  return {
    number,
    node_id: `${number}`,
    html_url: `https://github.com/acme/gitops/pull/${number}`,
    title: "Manifests",
    body: marker,
    labels: [],
    user: { login: "somebody" },
    head: { sha: "1".repeat(40), repo: from === undefined ? null : { full_name: from } },
    base: { repo: { full_name: "acme/gitops" } },
    created_at: "2026-11-28T10:00:00Z",
  };
}

async function shownOf(pulls: readonly unknown[]): Promise<number | undefined> {
  const server = createServer((request, response) => {
    const answer = request.url?.includes("/pulls") ? pulls : { data: { viewer: { login: "person" } } };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  try {
    const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const forge = gitHubForge("token", { url: "https://github.com", api: { apiUrl } });
    const found = await forge("https://github.com/acme/gitops")?.openPull("dev", (body) => body === marker);
    return found?.number;
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

test.each([
  ["a fork", "eve/gitops"],
  ["a fork that is gone", undefined],
])(
  "a copied marker in a pull request from %s is not the one that an environment waits for",
  async (_, from) => {
    expect(await shownOf([pull(9, from), pull(7, "acme/gitops")])).toBe(7);
    expect(await shownOf([pull(9, from)])).toBeUndefined();
  },
);
