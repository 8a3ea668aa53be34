import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@kalypso-actions/github-sandbox";
import { expect, test } from "vitest";
import { repositoryRoot } from "../../../../test/support/process.ts";

interface Running extends AsyncDisposable {
  readonly address: string;
  /** Resolves to the exit code after SIGTERM. */
  stop(): Promise<unknown>;
}

async function portOf({ stdout }: ChildProcess): Promise<string> {
  let text = "";
  for await (const chunk of stdout ?? []) {
    text += chunk;
    const port = /port (\d+)\n/.exec(text)?.[1];
    if (port !== undefined) return port;
  }
  throw new Error(`the application has ended: ${text}`);
}

/** Starts the application as its image does: with only its own files. */
async function start(env: Readonly<Record<string, string>>): Promise<Running> {
  const folder = await temporaryFolder();
  await cp(join(repositoryRoot, "workflows-examples/app-src/main/src"), folder.path, { recursive: true });
  const child = spawn(process.execPath, ["server.js"], { cwd: folder.path, env: { PORT: "0", ...env } });
  const exited = once(child, "exit");
  const stop = async () => {
    child.kill("SIGTERM");
    return (await exited)[0];
  };
  const dispose = async () => {
    child.kill("SIGKILL");
    await exited;
    await folder[Symbol.asyncDispose]();
  };
  return { address: `http://localhost:${await portOf(child)}`, stop, [Symbol.asyncDispose]: dispose };
}

test("the page shows the greeting and the platform configuration as text, whatever their characters", async () => {
  await using application = await start({
    GREETING: `<b>"Hi" & 'bye'</b>`,
    DATABASE_URL: "mysql://db?a=1&b=<2>",
    REGION: "East US",
  });
  const response = await fetch(application.address);
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  const page = await response.text();
  expect(page).toContain("<h1>&lt;b&gt;&quot;Hi&quot; &amp; &#39;bye&#39;&lt;/b&gt;</h1>");
  expect(page).toContain("<tr><th>DATABASE_URL</th><td>mysql://db?a=1&amp;b=&lt;2&gt;</td></tr>");
  expect(page).toContain("<tr><th>REGION</th><td>East US</td></tr>");
  expect(page).toContain("<tr><th>CLUSTER_NAME</th><td><em>not set</em></td></tr>");
});

test("reports healthy, serves no other paths or methods, and stops on request", async () => {
  await using application = await start({});
  const status = async (path: string, method = "GET") =>
    (await fetch(application.address + path, { method })).status;
  expect(await status("/healthz?x")).toBe(200);
  expect([await status("/constructor"), await status("//"), await status("/", "POST")]).toEqual([
    404, 404, 405,
  ]);
  expect(await application.stop()).toBe(0);
});
