/**
 * `npm run lint:workflows [-- --required]`: runs actionlint and zizmor on the project's own workflows and the examples.
 * A tool that is not on the PATH is skipped unless it is required.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import { variantsFolder } from "./generate/enterprise-server.ts";
import { root } from "./workspace.ts";

const folders = [".github", "workflows-examples", variantsFolder];

type Verdict = "fine" | "not on the PATH" | "FAILED";

function run(command: string, args: readonly string[], cwd: string): Verdict {
  const { error, status } = spawnSync(command, args, { cwd, stdio: "inherit" });
  if (error !== undefined) return "not on the PATH";
  return status === 0 ? "fine" : "FAILED";
}

/** Folders that users copy as a repository. */
function repositories(): readonly string[] {
  const workflows = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => path.split(sep).at(-2) === "workflows" && /\.ya?ml$/.test(path))
      .map((path) => dirname(dirname(dirname(join(folder, path))))),
  );
  return [...new Set(workflows)].sort();
}

/**
 * actionlint resolves called workflows from the top of a repository, so each folder is laid out as one, and files are
 * passed by path.
 */
function actionlint(folder: string): Verdict {
  const temporary = mkdtempSync(join(tmpdir(), "kalypso-lint-"));
  try {
    // A variant replaces the example it is derived from.
    const example = folder.startsWith(variantsFolder)
      ? folder.replace(variantsFolder, "workflows-examples")
      : folder;
    for (const source of new Set([example, folder]))
      cpSync(join(root, source, ".github"), join(temporary, ".github"), { recursive: true });
    cpSync(join(root, ".github/actionlint.yaml"), join(temporary, ".github/actionlint.yaml"));
    spawnSync("git", ["init", "--quiet"], { cwd: temporary });
    return run("actionlint", [], temporary);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function worst(verdicts: readonly Verdict[]): Verdict {
  const order: readonly Verdict[] = ["FAILED", "not on the PATH", "fine"];
  return order.find((verdict) => verdicts.includes(verdict)) ?? "fine";
}

const isRequired = process.argv.includes("--required");
const zizmor = ["--offline", "--no-progress", "--quiet", "--config", ".github/zizmor.yml", ...folders];
const results: readonly (readonly [tool: string, verdict: Verdict])[] = [
  ["actionlint", worst(repositories().map(actionlint))],
  ["zizmor", run("zizmor", zizmor, root)],
];
for (const [tool, verdict] of results) process.stdout.write(`${tool}: ${verdict}\n`);
if (results.some(([, verdict]) => verdict === "FAILED" || (isRequired && verdict !== "fine")))
  process.exitCode = 1;
