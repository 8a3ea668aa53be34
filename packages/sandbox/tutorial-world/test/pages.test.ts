import { describe, expect, test } from "vitest";
import { hostileBranch, openPull, type PageStage, pageStage } from "./pages-stage.ts";

/** The text of a page, without its markup. */
function textOf(html: string): string {
  return html
    .replace(/<style>[\s\S]*?<\/style>/, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/&lt;/g, "<")
    .replaceAll(/&gt;/g, ">")
    .replaceAll(/&quot;/g, '"')
    .replaceAll(/&#39;/g, "'")
    .replaceAll(/&amp;/g, "&")
    .replaceAll(/\s+/g, " ");
}

async function read(pages: PageStage, path: string): Promise<string> {
  const { status, html } = await pages.get(path);
  expect({ path, status }).toEqual({ path, status: 200 });
  return textOf(html);
}

function linksOf(html: string): readonly string[] {
  return [...html.matchAll(/ href="([^"]*)"/g)]
    .map(([, address = ""]) => address.replaceAll("&amp;", "&").replaceAll("&#39;", "'"))
    .filter((address) => address.startsWith("/"))
    .map((address) => address.replace(/#.*$/, ""));
}

/** Every page reachable by links from the overview, with its status. */
async function crawl(pages: PageStage): Promise<ReadonlyMap<string, { status: number; html: string }>> {
  const found = new Map<string, { status: number; html: string }>();
  const left = ["/"];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    if (found.has(path)) continue;
    const answer = await pages.get(path);
    found.set(path, answer);
    if (answer.status === 200) left.push(...linksOf(answer.html));
  }
  return found;
}

describe("the overview", () => {
  test("shows the environments' progress, what is running, and what waits for a person", async () => {
    await using pages = await pageStage();
    await openPull(pages);
    const text = await read(pages, "/");
    expect(text).toMatch(/dev pending pending [0-9a-f]{7} Onboard .* Deploying [0-9a-f]{7} 2026-01-01|ago/);
    expect(text).toContain("stage none");
    expect(text).toMatch(/drone .* Flux · 4 objects, 1 unhealthy .* Compliant [0-9a-f]{7} dev \.\/drone/);
    expect(text).toMatch(/Open pull requests open Dev .* promoted gitops#1/);
    expect(text).toContain("gitops dev kalypso/dev x/<script>1</script>");
    expect(text).toContain("success Schedule and render control-plane");
  });
});

describe("a cluster", () => {
  test("shows its objects below the object that applied them", async () => {
    await using pages = await pageStage();
    const [link] = linksOf((await pages.get("/")).html).filter((path) => path.startsWith("/-/clusters/dev/"));
    const text = await read(pages, link ?? "");
    expect(text).toMatch(/Compliant · Flux · follows dev \.\/drone · applied [0-9a-f]{7}/);
    expect(text).toMatch(
      /platform-dev GitRepository .*platform-dev-cluster Kustomization .*app GitRepository .*Non-Compliant kustomization path not found/,
    );
    for (const none of ["/-/clusters/dev/other", "/-/clusters/dev", "/-/other"])
      expect((await pages.get(none)).status).toBe(404);
  });
});

describe("a repository", () => {
  test("shows branches, commits with their state, files and README", async () => {
    await using pages = await pageStage();
    const text = await read(pages, "/contoso/gitops");
    expect(text).toMatch(/dev [0-9a-f]{7} .*drone\/ large\/ README\.md .*Newest commits of dev .*Manifests/);
    expect(text).toContain("<b onclick='x'>this</b>");
    expect((await pages.get("/contoso/gitops")).html).toContain(
      '<a href="/contoso/gitops/blob/dev/drone/app.yaml">the drone</a>',
    );
    expect(await read(pages, "/contoso/control-plane")).toMatch(/Onboard .* failure/);
  });

  test("has folders and files at branches with slashes, and at commits", async () => {
    await using pages = await pageStage();
    const { stage } = pages;
    const sha = stage.github.git("gitops").resolve("kalypso/dev") ?? "";
    expect(await read(pages, "/contoso/gitops/tree/kalypso/dev/drone")).toContain("many.yaml");
    for (const ref of ["kalypso/dev", sha, sha.slice(0, 8)]) {
      const { html } = await pages.get(`/contoso/gitops/blob/${ref}/drone/app.yaml`);
      expect(html).toContain(
        '<tr id="L5"><td class="at"><a href="#L5">5</a></td><td>    region: east</td></tr>',
      );
    }
    expect(await read(pages, "/contoso/gitops/commits/kalypso/dev")).toMatch(/Manifests .*Initial content/);
  });

  test("shows a commit with its statuses in order and its changes", async () => {
    await using pages = await pageStage();
    const { html } = await pages.get(`/contoso/control-plane/commit/${pages.promoted}`);
    expect(textOf(html)).toMatch(/pending dev environment Deploying Details failure x.*a\.txt added \+1 -0/);
    expect(html).toContain(`href="${pages.world.url}/contoso/control-plane/actions/runs/2"`);
    expect(html).not.toContain('href="javascript');
  });

  test("lists the variables of its environments", async () => {
    await using pages = await pageStage();
    const text = await read(pages, "/contoso/control-plane/settings/environments");
    expect(text).toMatch(/dev .*NEXT stage .*KEY secret/);
    expect(text).not.toContain("not to be shown");
  });

  test("answers 404 for anything that does not exist", async () => {
    await using pages = await pageStage();
    const gone = [
      "nothing",
      "gitops/tree/none",
      "gitops/blob/dev/none",
      "gitops/blob/dev/drone",
      "gitops/pull/1",
    ];
    const wrong = [
      "gitops/commit/0000000",
      "gitops/pull/1/merge",
      "gitops/actions/runs/1",
      "gitops/wiki",
      "%E0",
    ];
    for (const path of [...gone, ...wrong])
      expect(await pages.get(`/contoso/${path}`)).toMatchObject({ status: 404 });
    expect(await pages.get("/elsewhere/gitops")).toEqual({ status: 404, html: "Not Found\n" });
    expect(await pages.post("/contoso/gitops")).toBe("404");
    expect((await fetch(`${pages.world.url}/contoso/gitops`, { method: "PUT" })).status).toBe(405);
  });
});

describe("a pull request", () => {
  test("shows its description and its changes", async () => {
    await using pages = await pageStage();
    await openPull(pages);
    const { html } = await pages.get("/contoso/gitops/pull/1");
    const text = textOf(html);
    expect(text).toMatch(/Dev .* #1 open open · kalypso\[bot\] · kalypso\/dev → dev promoted/);
    expect(text).toContain("4 files changed +1002 -2");
    expect(html).toContain('<tr class="removed"><td class="at">5</td><td class="at"></td>');
    expect(text).toContain("drone/many.yaml +1000 -0 This change is too large to show.");
    expect(html).toContain("<code>a</code><br><code>b</code>");
    expect(html).not.toContain("marker");
  });

  test("is merged by a click, and shows the merge's changes afterwards", async () => {
    await using pages = await pageStage();
    await openPull(pages);
    const { stage, clicks } = pages;
    expect(await pages.post("/contoso/gitops/pull/1/merge")).toBe("303 /contoso/gitops/pull/1");
    expect(stage.files("gitops", "dev")["drone/app.yaml"]).toContain("region: east");
    // The head branch may be deleted, and the base may move on.
    stage.github.git("gitops").git(["update-ref", "-d", "refs/heads/kalypso/dev"]);
    await stage.world.push({ repository: "gitops", branch: "dev" }, "later", { "later.txt": "x\n" });
    const { html } = await pages.get("/contoso/gitops/pull/1");
    expect(textOf(html)).toMatch(/#1 merged merged .*Manifests .*4 files changed \+1002 -2/);
    expect(html).not.toContain("/pull/1/merge");
    expect(html).not.toContain("<script>");
    expect(await pages.post("/contoso/gitops/pull/1/merge")).toBe("303 /contoso/gitops/pull/1");
    expect(clicks).toEqual(["merge gitops 1"]);
    expect(await read(pages, "/contoso/gitops/pulls?state=closed")).toContain("0 open 1 closed merged Dev");
  });

  test("says that it conflicts, instead of offering the button", async () => {
    await using pages = await pageStage();
    await openPull(pages);
    await pages.stage.world.push({ repository: "gitops", branch: "dev" }, "other", {
      "drone/app.yaml": "kind: Other\n",
    });
    expect(await read(pages, "/contoso/gitops/pull/1")).toContain("It conflicts with dev");
    // A page opened earlier still shows the button.
    expect(await pages.post("/contoso/gitops/pull/1/merge")).toBe("409");
  });

  test("is reachable at its issue's address", async () => {
    await using pages = await pageStage();
    await openPull(pages);
    expect((await pages.get("/contoso/gitops/issues/1")).status).toBe(303);
    expect(await read(pages, "/contoso/gitops/issues")).toMatch(/1 open 0 closed open Issue .* bug #2/);
    expect(await read(pages, "/contoso/gitops/issues/2")).toMatch(/Issue .* #2 open/);
  });
});

describe("a run", () => {
  test("shows its jobs, annotations, summaries and logs, and opens the failed step", async () => {
    await using pages = await pageStage();
    const { html } = await pages.get("/contoso/control-plane/actions/runs/2");
    const text = textOf(html);
    expect(text).toMatch(/Schedule and render #2 .*failure .*attempt 1 .*1m 5s/);
    expect(html).toContain(`href="/contoso/control-plane/blob/${pages.promoted}/workloads/app.yaml#L2"`);
    expect(html).toContain("<td>drone</td>");
    expect(html).toMatch(/<details class="step" open><summary>[^/]*<title>failure/);
    expect(html).toMatch(/<details class="step"><summary>[^/]*<title>success/);
    expect(text).toContain("103 earlier lines not shown.");
    expect(await read(pages, "/contoso/control-plane/actions/runs/3")).toContain("Not started");
    expect((await pages.get("/contoso/control-plane/actions/runs/2/job/21")).status).toBe(303);
  });

  test("updates itself until it completes, unless paused", async () => {
    await using pages = await pageStage();
    const at = "/contoso/control-plane/actions/runs";
    const refresh = "<script>setInterval(";
    expect((await pages.get(`${at}/4`)).html).toContain(refresh);
    expect((await pages.get(`${at}/4?paused=1`)).html).not.toContain(refresh);
    expect((await pages.get(`${at}/2`)).html).not.toContain(refresh);
  });

  test("can be approved, rejected, cancelled and re-run with buttons, where that applies", async () => {
    await using pages = await pageStage();
    const at = "/contoso/control-plane/actions/runs";
    expect(await read(pages, `${at}/4`)).toContain(
      "Review required before deploying to dev . Approve Reject",
    );
    expect(await pages.post(`${at}/4/approve`, { environment: "dev" })).toBe(`303 ${at}/4`);
    await pages.post(`${at}/4/reject`, { environment: "dev" });
    await pages.post(`${at}/4/approve`, { environment: "other" });
    await pages.post(`${at}/4/cancel`);
    await pages.post(`${at}/4/rerun`);
    await pages.post(`${at}/2/cancel`);
    await pages.post(`${at}/2/rerun`);
    expect(pages.clicks).toEqual(["approve 4 dev", "reject 4 dev", "cancel 4", "rerun 2"]);
  });

  test("is started with the inputs that the workflow declares", async () => {
    await using pages = await pageStage();
    const at = "/contoso/control-plane/actions/workflows/ci.yml";
    expect((await pages.get("/contoso/control-plane/actions?workflow=ci.yml")).status).toBe(303);
    const text = await read(pages, at);
    expect(text).toContain("Run this workflow Branch main dev Where to dev stage reason (required) force");
    expect(text).toContain("3 runs");
    const form = { ref: "main", "input.environment": "stage", "input.reason": "a=b", "input.else": "x" };
    expect(await pages.post(`${at}/dispatches`, form)).toBe("303 /contoso/control-plane/actions");
    expect(await pages.post(`${at}/dispatches`, { ref: "none", "input.environment": "prod" })).toBe("422");
    const inputs = '{"environment":"stage","reason":"a=b","force":"false"}';
    expect(pages.clicks).toEqual([`dispatch control-plane ci.yml main ${inputs}`]);
  });
});

describe("all pages", () => {
  test("link only to pages that exist, and let no text become markup", async () => {
    await using pages = await pageStage();
    await openPull(pages);
    await pages.post("/contoso/gitops/pull/1/merge");
    const found = await crawl(pages);
    const dead = [...found].filter(([, { status }]) => status !== 200 && status !== 303);
    expect(dead.map(([path]) => path)).toEqual([]);
    expect([...found.keys()]).toContain(
      `/contoso/gitops/tree/${hostileBranch.split("/").map(encodeURIComponent).join("/")}`,
    );
    expect(found.size).toBeGreaterThan(40);
    const markup = /<script|alert\("/;
    // The script that takes what has changed.
    const own = /<script>setInterval\([^<]*<\/script>/;
    for (const [path, { html }] of found)
      expect([path, markup.test(html.replace(own, ""))]).toEqual([path, false]);
  });

  test("ignore another site's form", async () => {
    await using pages = await pageStage();
    await openPull(pages);
    for (const origin of ["https://elsewhere.example", "null", `${pages.world.url}.example`])
      expect(await pages.post("/contoso/gitops/pull/1/merge", {}, origin)).toBe("403");
    expect(pages.clicks).toEqual([]);
    // Programs send no origin.
    const merge = `${pages.world.url}/contoso/gitops/pull/1/merge`;
    expect((await fetch(merge, { method: "POST", redirect: "manual" })).status).toBe(303);
    expect(pages.clicks).toEqual(["merge gitops 1"]);
  });
});
