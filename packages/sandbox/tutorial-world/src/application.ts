/**
 * Runs an application as a cluster would: finds it by following the manifests in git, as the cluster's reconciler does,
 * and starts it from source with the variables of its Deployment.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { temporaryFolder } from "@kalypso-actions/github-sandbox";
import { parseAllDocuments } from "yaml";
import type { PlatformWorld } from "./platform-world.ts";

type Repositories = Pick<PlatformWorld, "github" | "names">;

/** The place of an assignment in the Platform GitOps repository. */
export interface AssignmentPlace {
  readonly environment: string;
  readonly clusterType: string;
  /** The deployment target's full name. */
  readonly target: string;
}

export interface RunningApplication {
  readonly namespace: string;
  readonly image: string;
  readonly env: Readonly<Record<string, string>>;
}

type Manifest = { readonly kind?: string; readonly [key: string]: unknown };

function manifestsOf(text: string): readonly Manifest[] {
  return parseAllDocuments(text).map((document) => (document.toJS() ?? {}) as Manifest);
}

/** A nested value in a manifest. */
function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key],
    value,
  );
}

/** The repository, branch, folder and namespace in Flux's or Argo CD's resources. */
function sourceOf(reconciler: readonly Manifest[]) {
  const find = (kind: string) => reconciler.find((manifest) => manifest.kind === kind);
  const application = find("Application");
  const [source, kustomization] = [find("GitRepository"), find("Kustomization")];
  const said = application
    ? {
        url: at(application, "spec", "source", "repoURL"),
        branch: at(application, "spec", "source", "targetRevision"),
        path: at(application, "spec", "source", "path"),
        namespace: at(application, "spec", "destination", "namespace"),
      }
    : {
        url: at(source, "spec", "url"),
        branch: at(source, "spec", "ref", "branch"),
        path: at(kustomization, "spec", "path"),
        namespace: at(kustomization, "spec", "targetNamespace"),
      };
  const { url, branch, path, namespace } = said;
  return {
    repository: String(url).replace(/.*\/|\.git$/g, ""),
    branch: String(branch),
    path: String(path).replace(/^\.\//, ""),
    namespace: String(namespace),
  };
}

/** @returns undefined while nothing is assigned there, or the application has no manifests yet */
export function runningApplication(
  { github, names }: Repositories,
  { environment, clusterType, target }: AssignmentPlace,
): RunningApplication | undefined {
  const platform = github.git(names("platform-gitops"));
  const read = (name: string) => platform.text(environment, `${clusterType}/${target}/${name}`);
  const [reconciler, config] = [read("reconciler.yaml"), read("platform-config.yaml")];
  if (reconciler === undefined || config === undefined) return undefined;
  const { repository, branch, path, namespace } = sourceOf(manifestsOf(reconciler));
  const files = github
    .git(repository)
    .paths(branch, path)
    .filter((file) => /\.ya?ml$/.test(file));
  const deployment = files
    .flatMap((file) => manifestsOf(github.git(repository).text(branch, file) ?? ""))
    .find(({ kind }) => kind === "Deployment");
  if (deployment === undefined) return undefined;
  const container = at(deployment, "spec", "template", "spec", "containers", 0);
  const own = (at(container, "env") ?? []) as readonly { readonly name: string; readonly value: string }[];
  const platformConfig = (at(manifestsOf(config)[0], "data") ?? {}) as Record<string, string>;
  const env = { ...platformConfig, ...Object.fromEntries(own.map(({ name, value }) => [name, value])) };
  return { namespace, image: String(at(container, "image")), env };
}

/**
 * Starts the application as its image would, requests its page, and stops it.
 * @returns the lines of the page's text
 */
export async function visit(
  { github, names }: Repositories,
  { env }: RunningApplication,
): Promise<readonly string[]> {
  await using folder = await temporaryFolder();
  const git = github.git(names("app-src"));
  const files = git.paths("main", "src");
  for (const file of files) {
    await mkdir(dirname(join(folder.path, file)), { recursive: true });
    await writeFile(join(folder.path, file), git.text("main", file) ?? "");
  }
  const child = spawn(process.execPath, [join(folder.path, "src/server.js")], { env: { ...env, PORT: "0" } });
  const exited = once(child, "exit");
  try {
    let said = "";
    for await (const chunk of child.stdout) {
      said += chunk;
      if (/port \d+\n/.test(said)) break;
    }
    const page = await (await fetch(`http://127.0.0.1:${/port (\d+)/.exec(said)?.[1]}/`)).text();
    const body = page.slice(page.indexOf("<body>"));
    return body
      .replaceAll("</th><td>", ": ")
      .split("\n")
      .map((line) => line.replaceAll(/<[^>]*>/g, "").trim())
      .filter((line) => line !== "");
  } finally {
    child.kill("SIGKILL");
    await exited;
  }
}
