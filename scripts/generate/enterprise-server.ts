/**
 * Derives the example workflows for GitHub Enterprise Server from those for github.com, without the features it lacks.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const examples = "workflows-examples";

/** The folder for workflows that differ. docs/github-enterprise-server.md explains how to use them. */
export const variantsFolder = "docs/github-enterprise-server";

/** Enterprise Server rejects artifact actions from version 4 on (`GHESNotSupportedError`). */
const artifactRelease = "actions/upload-artifact@c24449f33cd45d4826c6702db7e49f7cdb9b551d # v3.2.1-node20";

/** Downloads artifacts by a name pattern, which the older release cannot do, so it has no variant. */
const withoutVariant: ReadonlySet<string> = new Set(["schedule-environment-in-shards.yml"]);

/** A workflow without `queue`, and with the artifact actions that the server supports. */
export function forEnterpriseServer(workflow: string): string {
  return workflow
    .replaceAll(/^ *queue: max\n/gm, "")
    .replaceAll(/actions\/upload-artifact@[0-9a-f]{40} # v\S+/g, artifactRelease);
}

/** The variants by path, relative to the repository's root. */
export function enterpriseServerWorkflows(root: string): ReadonlyMap<string, string> {
  const paths = readdirSync(join(root, examples), { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => /\.github\/workflows\/[^/]+\.yml$/.test(path))
    .filter((path) => !withoutVariant.has(path.slice(path.lastIndexOf("/") + 1)));
  const variants = paths.sort().flatMap((path) => {
    const text = readFileSync(join(root, examples, path), "utf8");
    const variant = forEnterpriseServer(text);
    return variant === text ? [] : [[`${variantsFolder}/${path}`, variant] as const];
  });
  return new Map(variants);
}
