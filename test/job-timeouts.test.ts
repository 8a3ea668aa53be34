import { readFileSync } from "node:fs";
import { join } from "node:path";
import { deadlines } from "@kalypso-actions/deadlines";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { pathsBelow } from "./support/paths.ts";
import { repositoryRoot } from "./support/process.ts";

interface Job {
  readonly uses?: string;
  readonly "timeout-minutes"?: number;
  readonly steps?: readonly { readonly uses?: string }[];
}

function workflowsIn(folder: string): readonly string[] {
  return pathsBelow(join(repositoryRoot, folder))
    .filter((path) => /(?:^|\/)workflows\/[^/]+\.yml$/.test(path))
    .map((path) => `${folder}/${path}`);
}

function jobsOf(file: string): readonly Job[] {
  const { jobs } = parse(readFileSync(join(repositoryRoot, file), "utf8")) as { jobs: Record<string, Job> };
  // A job that calls a workflow has the time of that one's jobs.
  return Object.values(jobs).filter(({ uses }) => uses === undefined);
}

/** Without one, a job may hang for six hours. */
describe.each(["workflows-examples", "docs/github-enterprise-server", ".github"])("%s", (folder) => {
  test.each(workflowsIn(folder))("%s: every job has a timeout", (file) => {
    expect(jobsOf(file).map((job) => job["timeout-minutes"])).toEqual(
      jobsOf(file).map(() => expect.any(Number)),
    );
  });
});

test.each(workflowsIn("workflows-examples"))(
  "%s: an action ends by itself before its job, and says why",
  (file) => {
    const minutes = (deadlines.action + deadlines.farewell) / 60_000;
    for (const job of jobsOf(file)) {
      const ours = (job.steps ?? []).filter(({ uses = "" }) => uses.startsWith("kalypso-actions/"));
      if (ours.length > 0) expect(job["timeout-minutes"]).toBeGreaterThan(minutes);
    }
  },
);

test("the workflows in READMEs have timeouts as well", () => {
  const readmes = pathsBelow(join(repositoryRoot, "actions")).filter((path) =>
    /^[\w-]+\/README\.md$/.test(path),
  );
  for (const path of ["README.md", ...readmes.map((each) => `actions/${each}`)]) {
    const text = readFileSync(join(repositoryRoot, path), "utf8");
    expect(text.match(/timeout-minutes: /g)?.length ?? 0).toBe(text.match(/runs-on: /g)?.length ?? 0);
  }
});
