/** The READMEs' examples of actions used alone, without a Kalypso control plane and with a workflow's own token. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { clientId, Stage, tenantId } from "../support/github.ts";
import { repositoryRoot } from "../support/process.ts";

const namespace = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n";

type Texts = Readonly<Record<string, string>>;

interface Step {
  readonly uses?: string;
  readonly with?: Texts;
}

interface Workflow {
  readonly permissions: Texts;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

/** The workflow under "Use it alone": the action's inputs, and the permissions of its job. */
function example(action: string) {
  const readme = readFileSync(join(repositoryRoot, "actions", action, "README.md"), "utf8");
  const text = /## Use it alone[\s\S]*?```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const { permissions, jobs } = parse(text) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const inputs = steps.find(({ uses }) => uses?.includes(`/actions/${action}@`))?.with ?? {};
  const named = Object.entries(permissions).map(([name, access]) => [name.replaceAll("-", "_"), access]);
  return { inputs, permissions: Object.fromEntries(named) };
}

/** A stage with the workflow's own token, as in the example's job, and values for `${{ }}` in the inputs. */
async function stageOf(action: string) {
  const stage = await Stage.open();
  const { inputs, permissions } = example(action);
  stage.github.token("own-token", { user: "github-actions[bot]", permissions, isWorkflowToken: true });
  const given = (contexts: Texts): Texts =>
    Object.fromEntries(
      Object.entries(inputs).map(([name, text]) => [
        name,
        text.replace(/^\$\{\{ (.*) \}\}$/, (_, path: string) => contexts[path] ?? `no ${path}`),
      ]),
    );
  return { stage, given };
}

test("checkpromote waits for the clusters of any repository that Flux applies", async () => {
  const { stage, given } = await stageOf("checkpromote");
  await using _ = stage;
  const commit = await stage.world.push({ repository: "gitops", branch: "main" }, "a change", {
    "shop/namespace.yaml": namespace,
  });
  await using cluster = await stage.cluster("shop", { branch: "main" });
  await using azure = await stage.azure([cluster]);
  const inputs = given({
    "github.repository": "contoso/gitops",
    "github.sha": commit,
    "github.token": "own-token",
    "vars.AZURE_CLIENT_ID": clientId,
    "vars.AZURE_TENANT_ID": tenantId,
  });
  const local = { "azure-endpoint": azure.url, "azure-authority": azure.url, "poll-interval": "0.01" };
  const env = { NODE_EXTRA_CA_CERTS: azure.certificateFile, ...stage.github.oidcEnv };
  const own = { ...env, GITHUB_REPOSITORY: "contoso/gitops" };
  const { exitCode, outputs, stdout } = await stage.run(
    "checkpromote",
    { ...inputs, ...local },
    { env: own },
  );
  expect(stdout).toContain("production: 1 configuration is compliant");
  expect(stdout).not.toContain("::warning");
  expect(exitCode).toBe(0);
  expect(outputs).toMatchObject({ verdict: "success", promotable: "false" });
  const [status] = (stage.github.repository("gitops").statuses.get(commit) ?? []).slice(-1);
  expect(status).toMatchObject({ context: "production environment", state: "success" });
});

test("checkpromote uses the clusters' commit statuses instead if Azure does not know the clusters", async () => {
  const { stage, given } = await stageOf("checkpromote");
  await using _ = stage;
  const commit = await stage.world.push({ repository: "gitops", branch: "main" }, "a change", {
    "shop/namespace.yaml": namespace,
  });
  const told = { state: "success", description: "reconciliation succeeded", targetUrl: null };
  const status = { ...told, context: "kalypso/shop/shop-1", creator: "acme-flux[bot]" };
  stage.github.repository("gitops").statuses.set(commit, [status]);
  const contexts = {
    "github.repository": "contoso/gitops",
    "github.sha": commit,
    "github.token": "own-token",
  };
  const { "client-id": _client, "tenant-id": _tenant, ...inputs } = given(contexts);
  const readme = readFileSync(join(repositoryRoot, "actions/checkpromote/README.md"), "utf8");
  const [, lines = ""] = /```yaml\n( {10}health: [\s\S]*?)```/.exec(readme) ?? [];
  const health = parse(lines) as Texts;
  const hasty = { ...inputs, ...health, "poll-interval": "0.01" };
  const result = await stage.run("checkpromote", hasty, { env: { GITHUB_REPOSITORY: "contoso/gitops" } });
  expect(result.stdout).toContain("production: 1 configuration is compliant");
  expect(result.stdout).not.toContain("::warning");
  expect(result.exitCode).toBe(0);
});

test("open-pr proposes any folder, and removes only what it wrote", async () => {
  const { stage, given } = await stageOf("open-pr");
  await using _ = stage;
  const theirs = { "apps/my-app/notes.txt": "theirs\n", "README.md": "theirs\n" };
  await stage.world.push({ repository: "gitops", branch: "deploy" }, "start", theirs);
  const inputs = { ...given({ "github.token": "own-token" }), repository: "contoso/gitops", path: "out" };
  await stage.folder("out", { "manifests.yaml": namespace, "old.yaml": namespace });
  expect((await stage.openPr(inputs)).log).toContain("2 added, 0 modified, 0 removed for deploy");
  stage.github.merge("gitops", 1);
  await stage.folder("newer", { "manifests.yaml": namespace });
  const later = await stage.openPr({ ...inputs, path: "newer" });
  expect(later.log).toContain("0 added, 0 modified, 1 removed for deploy");
  stage.github.merge("gitops", 2);
  expect(Object.keys(stage.files("gitops", "deploy"))).toEqual([
    "README.md",
    "apps/my-app/.kalypso/.gitattributes",
    "apps/my-app/.kalypso/inventory.json",
    "apps/my-app/manifests.yaml",
    "apps/my-app/notes.txt",
  ]);
});
