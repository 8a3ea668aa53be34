/** The example repositories in memory, with commits: reading and changing them takes no process. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { objectId } from "@kalypso-actions/files";
import type { Revision, Snapshot, SnapshotReader } from "@kalypso-actions/git";
import { textsBelow } from "./paths.ts";

const examples = fileURLToPath(new URL("../../workflows-examples", import.meta.url));

/** Texts by path. */
export type Files = ReadonlyMap<string, string>;

const owner = "https://github.com/contoso";

export class MemoryPlatform {
  /** Head commits by `<repository>#<branch>`. */
  readonly #heads = new Map<string, string>();
  readonly #commits = new Map<string, Files>();

  /** The tutorial's platform, with its application registered. */
  static tutorial(): MemoryPlatform {
    const platform = new MemoryPlatform();
    for (const repository of ["control-plane", "app-src", "svc-src"])
      for (const branch of readdirSync(join(examples, repository)))
        platform.commit(repository, branch, textsBelow(join(examples, repository, branch)));
    platform.write("control-plane", "main", { "workloads/hello-world-app.yaml": registration });
    platform.write("control-plane", "dev", { "scheduling/app-policy.yaml": policy });
    return platform;
  }

  /** Commits and branches as they are: what becomes of one says nothing about the other. */
  copy(): MemoryPlatform {
    const platform = new MemoryPlatform();
    for (const [name, commit] of this.#heads) platform.#heads.set(name, commit);
    for (const [commit, files] of this.#commits) platform.#commits.set(commit, files);
    return platform;
  }

  address(repository: string): string {
    return `${owner}/${repository}`;
  }

  head(repository: string, branch: string): string {
    const commit = this.#heads.get(`${repository}#${branch}`);
    if (commit === undefined) throw new Error(`${repository} has no branch ${branch}`);
    return commit;
  }

  files(repository: string, branch: string): Files {
    return this.#commits.get(this.head(repository, branch)) ?? new Map();
  }

  /** A commit that is on no branch. */
  detached(files: Files): string {
    const commit = objectId(JSON.stringify([...files]));
    this.#commits.set(commit, files);
    return commit;
  }

  commit(repository: string, branch: string, files: Files): string {
    const commit = this.detached(files);
    this.#heads.set(`${repository}#${branch}`, commit);
    return commit;
  }

  write(repository: string, branch: string, texts: Readonly<Record<string, string>>): string {
    return this.commit(
      repository,
      branch,
      new Map([...this.files(repository, branch), ...Object.entries(texts)]),
    );
  }

  reader(): SnapshotReader {
    return {
      read: async ({ repo, ref = "main", commit }: Revision, wants) => {
        const name = repo.slice(repo.lastIndexOf("/") + 1);
        const at = commit ?? this.#heads.get(`${name}#${ref}`);
        const files = at === undefined ? undefined : this.#commits.get(at);
        if (at === undefined || files === undefined) {
          const message = `${repo} has no branch or commit ${commit ?? ref}`;
          return {
            value: undefined,
            diagnostics: [{ severity: "error", code: "git-ref-missing", message }],
          };
        }
        const found = [...files].map(([path, text]): Snapshot["files"][number] => ({
          path,
          kind: "file",
          ...(wants(path) ? { text } : {}),
        }));
        const snapshot: Snapshot = { commit: at, ref: commit === undefined ? ref : null, files: found };
        return { value: snapshot, diagnostics: [] };
      },
      [Symbol.asyncDispose]: async () => {},
    };
  }
}

const registration = `apiVersion: scheduler.kalypso.io/v1alpha1
kind: WorkloadRegistration
metadata:
  name: hello-world-app
spec:
  workload:
    repo: https://github.com/contoso/app-src
    branch: main
    path: workload/
  workspace: kaizen-app-team
`;

const policy = `apiVersion: scheduler.kalypso.io/v1alpha1
kind: SchedulingPolicy
metadata:
  name: functional-test-policy
spec:
  deploymentTargetSelector:
    workspace: kaizen-app-team
    labelSelector:
      matchLabels:
        purpose: functional-test
        edge: "true"
  clusterTypeSelector:
    labelSelector:
      matchLabels:
        restricted: "true"
        edge: "true"
`;
