import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Examples, examplesOf, type Settings, type Thing } from "../src/index.ts";

const folder = fileURLToPath(new URL("../../../../workflows-examples", import.meta.url));

/** The example repositories, as the command line reads them. */
export function readExamples(): Examples {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return examplesOf(
    entries.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return { path: path.slice(folder.length + 1), text: readFileSync(path, "utf8") };
    }),
  );
}

export const settings: Settings = {
  server: "https://github.com",
  organisation: "acme",
  prefix: "k8s",
  environments: ["dev", "stage"],
  visibility: "public",
  health: "resource-graph",
  statusCreators: [],
  credentials: "one-app",
  reviewers: { stage: ["ada"] },
  actions: "kalypso-actions/kalypso-actions@v1",
  azure: {
    subscription: "11111111-2222-3333-4444-555555555555",
    location: "westus2",
    clusters: ["drone", "large"],
  },
  capabilities: { environments: true, reviewers: true, rulesets: true, autoMerge: true },
  gitUser: undefined,
};

export function contentIn(plan: readonly Thing[], role: string) {
  const found = plan.find(({ kind, wants }) => kind === "content" && wants.repository === `acme/k8s-${role}`);
  if (found?.kind !== "content") throw new Error(`no content of ${role}`);
  return found.wants.branches;
}
