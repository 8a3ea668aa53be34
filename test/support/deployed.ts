/** Schedules, renders and merges on a platform in memory, as the workflows do. */
import { scheduleEnvironment } from "@kalypso-actions/control-plane";
import { hasErrors } from "@kalypso-actions/diagnostics";
import { objectId } from "@kalypso-actions/files";
import { clusterTypeReadme, type Inventory, planBranch } from "@kalypso-actions/gitops-branch";
import { inventoryOf, render } from "@kalypso-actions/manifests";
import { MemoryPlatform } from "./memory-platform.ts";

/** What a GitOps branch has: object IDs by path, and its inventory. */
export interface Branch {
  readonly files: ReadonlyMap<string, string>;
  readonly inventory: Inventory | undefined;
}

export const emptyBranch: Branch = { files: new Map(), inventory: undefined };

/** @returns undefined if there are errors, so that nothing is merged */
export async function deployTo(
  platform: MemoryPlatform,
  environment: string,
  branch: Branch,
): Promise<Branch | undefined> {
  const scheduled = await scheduleEnvironment(platform.reader(), {
    environment,
    controlPlane: { repo: platform.address("control-plane"), ref: environment },
  });
  if (scheduled.value === undefined || hasErrors(scheduled.diagnostics)) return undefined;
  const rendering = render(scheduled.value);
  if (hasErrors(rendering.diagnostics)) return undefined;
  const ids = new Map([...rendering.value].map(([path, text]) => [path, objectId(text)]));
  const written = inventoryOf({
    schedule: scheduled.value,
    files: rendering.value,
    objectId,
    held: rendering.held,
  });
  const plan = planBranch({
    present: branch.files,
    wanted: ids,
    inventory: branch.inventory,
    written,
    targetPath: "",
    readme: objectId(clusterTypeReadme),
    promoted: { before: undefined, after: scheduled.value.promotedCommit ?? undefined },
  });
  const files = new Map(branch.files);
  for (const { path } of plan.diff.removed) files.delete(path);
  for (const { path, after = "" } of [...plan.diff.added, ...plan.diff.modified]) files.set(path, after);
  const text = plan.texts.get(".kalypso/inventory.json") ?? "";
  const inventory = JSON.parse(text) as Inventory;
  platform.commit(
    "platform-gitops",
    environment,
    new Map([...[...files.keys()].map((path) => [path, ""] as const), [".kalypso/inventory.json", text]]),
  );
  return { files, inventory };
}

/** Promotes a commit of main. */
export function pin(platform: MemoryPlatform, environment: string, commit: string): void {
  const file = platform.files("control-plane", environment).get("base-repo.yaml") ?? "";
  const text = `${file.replace(/\n {2}commit: .*/, "").trimEnd()}\n  commit: ${commit}\n`;
  platform.write("control-plane", environment, { "base-repo.yaml": text });
}

/** The branches of a platform, by environment. */
export class Branches {
  readonly #platform: MemoryPlatform;
  readonly #byEnvironment = new Map<string, Branch>();

  constructor(platform: MemoryPlatform) {
    this.#platform = platform;
  }

  of(environment: string): Branch {
    return this.#byEnvironment.get(environment) ?? emptyBranch;
  }

  /** Schedules and merges an environment once more. */
  async again(environment: string): Promise<void> {
    const next = await deployTo(this.#platform, environment, this.of(environment));
    if (next !== undefined) this.#byEnvironment.set(environment, next);
  }
}

/** The tutorial with main promoted to both environments, and everything merged. */
export async function deploy(): Promise<{ readonly platform: MemoryPlatform; readonly branches: Branches }> {
  const platform = MemoryPlatform.tutorial();
  const branches = new Branches(platform);
  for (const environment of ["dev", "stage"]) {
    pin(platform, environment, platform.head("control-plane", "main"));
    await branches.again(environment);
  }
  return { platform, branches };
}
