/** The fleet of the demo as one page, read anew for whoever asks for it. */
import { scheduleEnvironment } from "@kalypso-actions/control-plane";
import { reportHtml } from "@kalypso-actions/fleet-report";
import { gitHubForge, type HealthReader, readFleet, readHealth } from "@kalypso-actions/fleets";
import { openSnapshotReader } from "@kalypso-actions/git";
import { fluxConfiguration } from "@kalypso-actions/resource-graph";
import type { EmptyWorld } from "@kalypso-actions/tutorial-world";

/** What the local Azure reports about a GitOps branch. */
function clustersOf({ azure, github, names }: EmptyWorld): HealthReader {
  const git = github.git(names("platform-gitops"));
  return (subject) => {
    const configurations = (azure.az?.records() ?? [])
      .flatMap(({ id, name, properties }) => fluxConfiguration({ id, name, ...properties }) ?? [])
      .filter(({ branch }) => branch === subject.gitops.branch);
    const source = {
      service: "azure",
      read: async () => ({ configurations, elsewhere: [] }),
    } as const;
    return readHealth([source], subject, async (base, head) => {
      if (base === head) return "identical";
      if (git.isAncestor(head, base)) return "behind";
      return git.isAncestor(base, head) ? "ahead" : "diverged";
    });
  };
}

/** Where the page is, and the overview's link leads. */
export const fleetAddress = "/-/fleet";

/** Answers at that address from now on, besides the pages that are there. */
export function serveFleet(world: EmptyWorld): void {
  const { github } = world;
  const { pages } = github;
  github.pages = async (request) => {
    const isFleet = request.method === "GET" && request.path.split("?")[0] === fleetAddress;
    return isFleet ? { status: 200, html: await fleetPage(world) } : pages?.(request);
  };
}

/** @returns HTML */
async function fleetPage(world: EmptyWorld): Promise<string> {
  const { github, names } = world;
  const reading = {
    contents: "read",
    pull_requests: "read",
    statuses: "read",
    environments: "read",
  } as const;
  const token = github.token("fleet-page", { user: "person", permissions: reading, isWorkflowToken: false });
  const address = `${github.url}/${github.owner}/${names("control-plane")}`;
  await using reader = openSnapshotReader({ tokens: [{ origin: github.url, token }] });
  const { value: fleet, diagnostics } = await readFleet({
    reader,
    controlPlane: { repo: address, ref: "main" },
    forge: gitHubForge(token, { url: github.url, api: { apiUrl: `${github.url}/api/v3` } }),
    health: clustersOf(world),
  });
  if (fleet === undefined) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  const schedules = await Promise.all(
    fleet.environments.map(async ({ name, controlPlane: { repo, branch } }) => {
      const { value } = await scheduleEnvironment(reader, {
        environment: name,
        controlPlane: { repo, ref: branch },
      });
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  return reportHtml(fleet, {
    made: new Date().toISOString(),
    withValues: true,
    schedules: new Map(schedules.flat()),
  });
}
