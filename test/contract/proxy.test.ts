import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test, vi } from "vitest";

test("a proxy that refuses the tunnel is named, without its password", async () => {
  const proxy = createServer().on("connect", (_, socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n"));
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const address = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  for (const name of ["HTTPS_PROXY", "no_proxy", "NO_PROXY"]) vi.stubEnv(name, "");
  vi.stubEnv("https_proxy", `http://user:secret@${address}`);
  vi.stubEnv("GITHUB_API_URL", "https://api.github.example");
  // The library reads both when it is loaded.
  const { GitHubRepository } = await import("../../packages/shell/github/src/index.ts");
  const repository = new GitHubRepository({ owner: "contoso", repo: "gitops" }, "t", { second: 0 });
  const asked = repository.request("read it", ({ rest }) => rest.repos.get({ ...repository.at }));
  await expect(asked).rejects.toMatchObject({
    diagnostics: [
      {
        code: "github-unreachable",
        message: `could not read it in contoso/gitops: the proxy http://${address} refused the connection (HTTP 403)`,
        hint: "The variable `https_proxy` names the proxy. Correct it, allow GitHub's host in the proxy, or list the host in `no_proxy`.",
      },
    ],
  });
  // And for git, which takes it from the same variable.
  const { openSnapshotReader } = await import("@kalypso-actions/git");
  await using reader = openSnapshotReader({ env: { ...process.env, GIT_CONFIG_NOSYSTEM: "1" } });
  const { diagnostics } = await reader.read({ repo: "https://github.example/contoso/app" }, () => true);
  expect(diagnostics).toMatchObject([
    {
      code: "git-unreachable",
      message: expect.stringContaining("the proxy gave no connection to https://github.example/contoso/app"),
      hint: "The variable `https_proxy` or git's `http.proxy` names the proxy. Correct it, allow the host in the proxy, or list the host in `no_proxy`.",
    },
  ]);
  proxy.close();
});
