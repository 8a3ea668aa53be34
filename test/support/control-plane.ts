/** A control plane with an environment, to be promoted to. */
import { Stage } from "./github.ts";

export const environmentFile = (name: string, { github }: Stage) => `apiVersion: scheduler.kalypso.io/v1alpha1
kind: Environment
metadata:
  name: ${name}
spec:
  controlPlane:
    repo: ${github.url}/contoso/control-plane
    branch: ${name}
    path: .
`;

export const baseRepo = (
  commit: string,
  { github }: Stage,
) => `# Which commit of main this environment has. Written by promotion.
apiVersion: scheduler.kalypso.io/v1alpha1
kind: BaseRepo
metadata:
  name: main   # the operator knows it by this name
spec:
  repo: ${github.url}/contoso/control-plane
  branch: main
  commit: "${commit}"   # do not edit by hand
  path: .
`;

const workflow = "on:\n  push:\n    branches: [dev]\n  workflow_dispatch:\njobs: {}\n";

/** A control plane with two commits on main; dev has the first. */
export async function controlPlane(): Promise<{
  readonly stage: Stage;
  readonly first: string;
  readonly second: string;
}> {
  const stage = await Stage.open();
  const files = {
    ".environments/dev.yaml": environmentFile("dev", stage),
    ".github/workflows/schedule.yml": workflow,
  };
  const first = await stage.world.push({ repository: "control-plane", branch: "main" }, "first", files);
  const second = await stage.world.push({ repository: "control-plane", branch: "main" }, "second", {
    "note.txt": "2\n",
  });
  await stage.world.push({ repository: "control-plane", branch: "dev" }, "dev", {
    "setup/base-repo.yaml": baseRepo(first, stage),
    ".github/workflows/schedule.yml": workflow,
  });
  return { stage, first, second };
}

export const promoteTo = (commit: string, more: Readonly<Record<string, string>> = {}) => ({
  environment: "dev",
  commit,
  token: "app-token",
  workflow: "schedule.yml",
  "job-token": "job-token",
  ...more,
});

export const statusesOf = (stage: Stage, commit: string) =>
  (stage.github.repository("control-plane").statuses.get(commit) ?? []).map(
    ({ context, state, description }) => `${context}: ${state} ${description}`,
  );
