/**
 * Records helm's own output for the runs in `runs.json`. Requires Go, or the path of a helm with this version in the
 * variable HELM.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const version = "v3.19.0";
/** The Kubernetes version that helm's official releases are built for, which a plain build lacks. */
const kubernetesMinor = 34;

const vectors = fileURLToPath(new URL("..", import.meta.url));
const repository = fileURLToPath(new URL("../../../..", import.meta.url));

function build(folder: string): string {
  const variables = {
    "helm.sh/helm/v3/internal/version.version": version,
    "helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor": "1",
    "helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor": String(kubernetesMinor),
  };
  const flags = Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`);
  const env = { ...process.env, GOBIN: folder, GOFLAGS: "-mod=mod" };
  const args = ["install", "-ldflags", flags.join(" "), `helm.sh/helm/v3/cmd/helm@${version}`];
  execFileSync("go", args, { cwd: folder, env, stdio: "inherit" });
  return join(folder, "helm");
}

const folder = mkdtempSync(join(tmpdir(), "helm-"));
try {
  const helm = process.env["HELM"] ?? build(folder);
  const runs: Readonly<Record<string, readonly string[]>> = JSON.parse(
    readFileSync(join(vectors, "runs.json"), "utf8"),
  );
  const recorded = join(vectors, "recorded");
  rmSync(recorded, { recursive: true, force: true });
  mkdirSync(recorded);
  // No repositories, plugins or settings of the user.
  const env = { PATH: process.env["PATH"], HOME: folder };
  for (const [name, args] of Object.entries(runs)) {
    const { status, stdout, stderr } = spawnSync(helm, args, { cwd: repository, env, encoding: "utf8" });
    if (status === 0) writeFileSync(join(recorded, `${name}.out`), stdout);
    else writeFileSync(join(recorded, `${name}.err`), stderr.replaceAll(repository, ""));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
