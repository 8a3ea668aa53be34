/** A small platform in memory, with the history of every repository and a GitOps branch that proposals are merged into. */
import { scheduleEnvironment } from "@kalypso-actions/control-plane";
import { hasErrors, present } from "@kalypso-actions/diagnostics";
import { objectId } from "@kalypso-actions/files";
import type { ReadLimits, SnapshotReader } from "@kalypso-actions/git";
import {
  clusterTypeReadme,
  inventoryPath,
  joinInventories,
  parseInventory,
  planBranch,
  pullRequestText,
} from "@kalypso-actions/gitops-branch";
import { inventoryOf, render } from "@kalypso-actions/manifests";
import type { Schedule } from "@kalypso-actions/resources";

export type Files = Readonly<Record<string, string>>;

export const host = "https://github.com/contoso";
const api = "apiVersion: scheduler.kalypso.io/v1alpha1";

interface Named {
  readonly name: string;
  readonly labels?: Files;
}

export function resource(kind: string, named: string | Named, spec: unknown): string {
  const { name, labels = {} } = typeof named === "string" ? { name: named } : named;
  return `${api}\nkind: ${kind}\nmetadata: ${JSON.stringify({ name, labels })}\nspec: ${JSON.stringify(spec)}\n`;
}

export const clusterType = (region: string) => {
  const templates = { reconciler: "flux", namespaceService: "namespace", configType: "configmap" };
  return { [`${region}.yaml`]: resource("ClusterType", { name: region, labels: { region } }, templates) };
};

export function workload(name: string, tier: string): string {
  const manifests = { repo: `${host}/${name}`, branch: "dev", path: "." };
  const target = { name: "test", environment: "dev", labels: { tier }, manifests };
  return resource("Workload", name, { deploymentTargets: [target] });
}

interface Source {
  readonly repository?: string;
  readonly branch?: string;
  readonly path?: string;
}

export function registration(
  name: string,
  { repository = name, branch = "main", path = "" }: Source = {},
): Files {
  const spec = { workload: { repo: `${host}/${repository}`, branch, path }, workspace: "team" };
  return { [`registrations/${name}.yaml`]: resource("WorkloadRegistration", name, spec) };
}

export const template = (name: string, type: string, kind: string) => {
  const manifest = `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: "{{Namespace}}"\n  annotations: {run: "1"}\n`;
  return { [`templates/${name}.yaml`]: resource("Template", name, { type, manifests: [manifest] }) };
};

export const policy = (tier: string, regions: readonly string[]) => {
  const expression = { key: "region", operator: "In", values: regions };
  const spec = {
    deploymentTargetSelector: { labelSelector: { matchLabels: { tier } } },
    clusterTypeSelector: { labelSelector: { matchExpressions: [expression] } },
  };
  return { [`policy-${tier}.yaml`]: resource("SchedulingPolicy", tier, spec) };
};

/** Repositories in memory: every commit that a branch ever had is readable until the repository is deleted. */
class Repositories implements SnapshotReader {
  readonly #commits = new Map<string, Files>();
  readonly #heads = new Map<string, string>();
  readonly #gone = new Set<string>();
  readonly #aliases = new Map<string, string>();

  #failure: "git-missing" | undefined;

  /** Lets every workload repository fail. */
  failWith(code: "git-missing"): void {
    this.#failure = code;
  }

  /** Another spelling of a repository's address. */
  alias(address: string, repository: string): void {
    this.#aliases.set(address, `${host}/${repository}`);
  }

  push(repository: string, branch: string, files: Files): void {
    const commit = objectId(`${repository} ${branch} ${JSON.stringify(files)}`);
    this.#commits.set(`${host}/${repository}@${commit}`, files);
    this.#heads.set(`${host}/${repository}#${branch}`, commit);
  }

  /** Makes nothing in it readable any more. */
  remove(repository: string): void {
    this.#gone.add(`${host}/${repository}`);
  }

  async read(
    { repo: address, ref, commit }: Parameters<SnapshotReader["read"]>[0],
    _: unknown,
    { fileBytes = 1024 * 1024 }: ReadLimits = {},
  ): ReturnType<SnapshotReader["read"]> {
    const repo = this.#aliases.get(address) ?? address;
    const refused = (code: "git-unreachable" | "git-ref-missing" | "git-missing") => {
      const problem = { severity: "error", code, message: `${repo} cannot be read` } as const;
      return { value: undefined, diagnostics: [problem] };
    };
    const isOurs = /\/(?:control-plane|gitops)$/.test(repo);
    if (this.#failure !== undefined && !isOurs) return refused(this.#failure);
    if (this.#gone.has(repo)) return refused("git-unreachable");
    const at = commit ?? this.#heads.get(`${repo}#${ref}`);
    const files = at === undefined ? undefined : this.#commits.get(`${repo}@${at}`);
    if (at === undefined || files === undefined) return refused("git-ref-missing");
    const listed = Object.entries(files).map(([path, text]) =>
      text.length > fileBytes
        ? ({ path, kind: "file", problem: "too-large" } as const)
        : ({ path, kind: "file", text } as const),
    );
    return { value: { commit: at, ref: ref ?? null, files: listed }, diagnostics: [] };
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

interface Wish {
  readonly onWorkloadError?: "stop";
  /** A commit of main, as if it were promoted. */
  readonly base?: string;
  readonly release?: readonly string[];
  /** Renders in so many shards, and joins them. */
  readonly shards?: number;
}

/** Renders a Schedule, in shards or at once. */
function renderAll(schedule: Schedule, count: number | undefined) {
  const shards =
    count === undefined
      ? [undefined]
      : Array.from({ length: count }, (_, index) => ({ index: index + 1, count }));
  const parts = shards.map((shard) => {
    const { value: files, diagnostics, held } = render(schedule, shard);
    return { files, diagnostics, inventory: inventoryOf({ schedule, files, objectId, held, shard }) };
  });
  const joined = joinInventories(parts.map(({ inventory }) => inventory));
  if (joined.value === undefined)
    throw new Error(joined.diagnostics.map(({ message }) => message).join("\n"));
  return {
    files: new Map(parts.flatMap(({ files }) => [...files])),
    diagnostics: parts.flatMap(({ diagnostics }) => diagnostics),
    written: joined.value,
  };
}

/** A platform with two applications and two regions, and the GitOps branch that its proposals are merged into. */
export class Platform {
  readonly repositories = new Repositories();
  main: Files = {
    ".environments/dev.yaml": resource("Environment", "dev", {
      controlPlane: { repo: `${host}/control-plane`, branch: "dev", path: "." },
    }),
    ...template("flux", "reconciler", "ConfigMap"),
    ...template("namespace", "namespace", "Namespace"),
    ...registration("shop"),
    ...registration("bank"),
  };
  dev: Files = {
    "base-repo.yaml": resource("BaseRepo", "main", {
      repo: `${host}/control-plane`,
      branch: "main",
      path: ".",
    }),
    "gitops-repo.yaml": resource("GitOpsRepo", "dev", { repo: `${host}/gitops`, branch: "dev", path: "." }),
    ...clusterType("east"),
    ...clusterType("west"),
    ...policy("edge", ["east", "west"]),
  };
  /** The GitOps branch. */
  branch: Files = {};

  constructor() {
    this.repositories.push("shop", "main", { "shop.yaml": workload("shop", "edge") });
    this.repositories.push("bank", "main", { "bank.yaml": workload("bank", "edge") });
  }

  async schedule(more: Wish = {}) {
    const { repositories } = this;
    repositories.push("control-plane", "main", this.main);
    repositories.push("control-plane", "dev", this.dev);
    repositories.push("gitops", "dev", this.branch);
    const { value, diagnostics } = await scheduleEnvironment(repositories, {
      environment: "dev",
      controlPlane: { repo: `${host}/control-plane`, ref: "dev" },
      ...present({
        onWorkloadError: more.onWorkloadError,
        release: more.release,
        base: more.base === undefined ? undefined : { commit: more.base },
      }),
    });
    const told = diagnostics.map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
    return { schedule: value, told, diagnostics, isFailed: hasErrors(diagnostics) };
  }

  /** Schedules, renders, and merges the proposal. */
  async roll(more: Wish = {}) {
    const { schedule, told, isFailed } = await this.schedule(more);
    if (schedule === undefined || isFailed) throw new Error(told.join("\n"));
    const { files: rendered, diagnostics, written: made } = renderAll(schedule, more.shards);
    const found = diagnostics.map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
    if (hasErrors(diagnostics)) throw new Error(found.join("\n"));
    const known = this.branch[inventoryPath];
    const plan = planBranch({
      present: new Map(Object.entries(this.branch).map(([path, text]) => [path, objectId(text)])),
      wanted: new Map([...rendered].map(([path, text]) => [path, objectId(text)])),
      inventory: known === undefined ? undefined : parseInventory(known, inventoryPath).value,
      written: made,
      targetPath: "",
      readme: objectId(clusterTypeReadme),
      promoted: { before: undefined, after: undefined },
    });
    const removed = new Set(plan.diff.removed.map(({ path }) => path));
    const kept = Object.entries(this.branch).filter(([path]) => !removed.has(path));
    const writes = new Set([...plan.diff.added, ...plan.diff.modified].map(({ path }) => path));
    const written = [...rendered].filter(([path]) => writes.has(path));
    if (!plan.isEmpty) this.branch = Object.fromEntries([...kept, ...written, ...plan.texts]);
    const { diff, inventory, held } = plan;
    const promoted = { before: undefined, after: undefined };
    const facts = { diff, inventory, held, promoted, targetPath: "", configuration: [], introduction: "" };
    const { value } = parseInventory(this.branch[inventoryPath] ?? "", inventoryPath);
    return {
      schedule,
      told: [...told, ...found],
      plan,
      body: pullRequestText({ ...facts, digest: "" }).body,
      inventory: value,
    };
  }

  /** Assignments that have files on the branch. */
  assignments(): readonly string[] {
    const folders = Object.keys(this.branch).map((path) => path.split("/").slice(0, 2).join("/"));
    return [...new Set(folders.filter((folder) => /^(?:east|north|west)\/[\w-]+-\w+$/.test(folder)))].sort();
  }

  of(application: string): Files {
    return Object.fromEntries(
      Object.entries(this.branch).filter(([path]) => path.includes(`/${application}-`)),
    );
  }
}
