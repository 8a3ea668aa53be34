/** A platform as the Kalypso operator runs one, in the sandbox: its repositories, and what it wrote on the GitOps branches. */
import { join } from "node:path";
import { openSnapshotReader } from "@kalypso-actions/git";
import { silent } from "../../packages/shell/cli/src/progress.ts";
import { renderEnvironment } from "../../packages/shell/cli/src/rendered-environment.ts";
import type { SetupStage } from "../../packages/shell/setups/test/setup-stage.ts";
import { textsBelow } from "./paths.ts";
import { repositoryRoot } from "./process.ts";
import { toolsFor } from "./tools.ts";

type Files = Record<string, string>;

export const formerWorkflow = "name: former\non: push\njobs: {}\n";

/** The files of an example branch without its workflows, with this server's addresses and this platform's names. */
export function exampleFiles(repository: string, branch: string, url: string): Files {
  const root = join(repositoryRoot, "workflows-examples", repository, branch);
  const own = [...textsBelow(root)].filter(([path]) => !path.startsWith(".github/"));
  return Object.fromEntries(
    own.map(([path, text]) => [
      path,
      text
        .replaceAll("https://github.com/contoso/control-plane", `${url}/contoso/plane`)
        .replaceAll("https://github.com/contoso/platform-gitops", `${url}/contoso/fleet`)
        .replaceAll("https://github.com/contoso", `${url}/contoso`),
    ]),
  );
}

export function readerOf({ github }: SetupStage) {
  return openSnapshotReader({ tokens: [{ origin: github.url, token: "owner-token" }] });
}

/** What a render of an environment makes now. */
export async function renderNow(setup: SetupStage, environment: string): Promise<Files> {
  await using reader = readerOf(setup);
  const repo = `${setup.github.url}/contoso/plane`;
  const request = { environment, controlPlane: { repo, ref: environment }, path: "" };
  const { value, diagnostics } = await renderEnvironment({ ...toolsFor(reader), progress: silent }, request);
  if (value === undefined) throw new Error(JSON.stringify(diagnostics));
  const { promotedCommit } = value.schedule;
  const tracking = promotedCommit === null ? {} : { ".github/tracking/Promoted_Commit_Id": promotedCommit };
  return { ...Object.fromEntries(value.files), ...tracking };
}

/**
 * `contoso/plane`, `contoso/fleet` and `contoso/svc-src`.
 * @param written what the operator has written instead of a file, by path on the branch dev; null for none
 */
export async function operatorsPlatform(
  setup: SetupStage,
  written: Readonly<Record<string, (text: string) => string | null>> = {},
): Promise<void> {
  const { world } = setup.stage;
  const { url } = setup.github;
  const workflows = { ".github/workflows/ci.yaml": formerWorkflow };
  const service = exampleFiles("svc-src", "main", url);
  await world.push({ repository: "svc-src", branch: "main" }, "service", service);
  const main = await world.push({ repository: "plane", branch: "main" }, "main", {
    ...exampleFiles("control-plane", "main", url),
    ...workflows,
  });
  for (const environment of ["dev", "stage"]) {
    const files = exampleFiles("control-plane", environment, url);
    const base = `${files["base-repo.yaml"]?.trimEnd()}\n  commit: ${main}\n`;
    await world.push({ repository: "plane", branch: environment }, environment, {
      ...files,
      "base-repo.yaml": base,
    });
  }
  await world.push({ repository: "fleet", branch: "main" }, "start", { "README.md": "# Fleet\n" });
  for (const environment of ["dev", "stage"]) {
    const rendered = await renderNow(setup, environment);
    const changes = environment === "dev" ? Object.entries(written) : [];
    const files: Record<string, string> = { ...rendered };
    for (const [path, change] of changes) {
      const text = change(rendered[path] ?? "");
      if (text === null) delete files[path];
      else files[path] = text;
    }
    await world.push({ repository: "fleet", branch: environment }, environment, {
      ...files,
      ".github/workflows/check-promote.yaml": formerWorkflow,
    });
  }
}
