/** A check of a fleet: in this process with a fake clock, or by the bundle. */
import type { AzureServer, ClusterOptions, FluxCluster } from "@kalypso-actions/azure-sandbox";
import { openEnd } from "@kalypso-actions/deadlines";
import { checkDeployment } from "../../actions/checkpromote/src/check-deployment.ts";
import { checkPromoteInputs } from "../../actions/checkpromote/src/inputs.ts";
import { baseRepo, environmentFile } from "./control-plane.ts";
import { clientId, Stage, tenantId } from "./github.ts";
import { inputSource, type Outcome, outcomeOf } from "./in-process.ts";
import type { ActionRun } from "./process.ts";
import { trustAuthority } from "./trust.ts";

export const manifest = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;

type Inputs = Readonly<Record<string, string>>;

export interface Scene extends AsyncDisposable {
  readonly stage: Stage;
  readonly azure: AzureServer;
  readonly clusters: readonly FluxCluster[];
  readonly promoted: string;
  readonly commit: string;
  /** Runs in this process, with a fake clock: waits end immediately. */
  check(more?: Inputs): Promise<Outcome>;
  /** Runs the bundle. */
  run(more?: Inputs, onStart?: (kill: (signal?: NodeJS.Signals) => void) => void): Promise<ActionRun>;
  statuses(): readonly string[];
  /** As it was at first, for the next test. Whoever moves a branch or changes a cluster needs a scene of their own. */
  reset(): void;
}

/** Time advances only by sleeping. */
function checkInProcess({ server }: Stage, inputs: Inputs): Promise<Outcome> {
  const lines: string[] = [];
  let time = Date.UTC(2026, 0, 1);
  const clock = {
    now: () => time,
    sleep: async (milliseconds: number) => {
      time += milliseconds;
    },
  };
  const { signal } = new AbortController();
  const log = (line: string) => lines.push(line);
  const surroundings = { server, runUrl: undefined, log, mask: () => {}, clock, signal };
  const source = inputSource({ repository: "contoso/control-plane", ...inputs });
  return outcomeOf(async () => checkDeployment(checkPromoteInputs(source), surroundings), lines);
}

/** A fleet with a commit in progress: two cluster types by default. */
export async function scene(fleet: Readonly<Record<string, Partial<ClusterOptions>>>): Promise<Scene> {
  const stage = await Stage.open();
  const promoted = await stage.world.push({ repository: "control-plane", branch: "main" }, "main", {
    "a.txt": "a\n",
    ".environments/dev.yaml": environmentFile("dev", stage),
  });
  await stage.world.push({ repository: "control-plane", branch: "dev" }, "dev", {
    "base-repo.yaml": baseRepo(promoted, stage),
  });
  await stage.world.push({ repository: "gitops", branch: "dev" }, "before", { "README.md": "x\n" });
  const commit = await stage.world.push({ repository: "gitops", branch: "dev" }, "manifests", {
    "drone/app/namespace.yaml": manifest("drone"),
    "large/app/namespace.yaml": manifest("large"),
  });
  const names = Object.entries(fleet);
  const clusters = await Promise.all(names.map(([name, options]) => stage.cluster(name, options)));
  const azure = await stage.azure(clusters);
  trustAuthority(azure.certificateFile);
  const { tokenLifetime: lifetime } = azure;
  const credentials = JSON.stringify({ clientId, tenantId, clientSecret: "azure-secret" });
  const inputs = {
    environment: "dev",
    "gitops-repository": "contoso/gitops",
    commit,
    "promoted-commit": promoted,
    token: "app-token",
    "azure-credentials": credentials,
    "azure-endpoint": azure.url,
    "azure-authority": azure.url,
  };
  const { records } = azure;
  const begin = stage.github.snapshot();
  const reset = () => {
    stage.github.restore(begin);
    stage.time = openEnd;
    azure.records = records;
    azure.faults.rules = [];
    azure.requests.length = 0;
    azure.tokenLifetime = lifetime;
    azure.expireTokens();
  };
  // The bundle uses the real clock.
  const hasty = { "poll-interval": "0.01", "grace-period": "0.02" };
  const env = { NODE_EXTRA_CA_CERTS: azure.certificateFile, ...stage.github.oidcEnv };
  return {
    stage,
    azure,
    clusters,
    promoted,
    commit,
    check: (more = {}) => checkInProcess(stage, { ...inputs, ...more }),
    run: (more = {}, onStart) =>
      stage.run("checkpromote", { ...inputs, ...hasty, ...more }, { env, onStart }),
    statuses: () =>
      (stage.github.repository("control-plane").statuses.get(promoted) ?? []).map(
        ({ state, description }) => `${state} ${description}`,
      ),
    reset,
    [Symbol.asyncDispose]: async () => {
      for (const cluster of clusters) await cluster[Symbol.asyncDispose]();
      await azure[Symbol.asyncDispose]();
      await stage[Symbol.asyncDispose]();
    },
  };
}
