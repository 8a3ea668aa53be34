/** GitHub and the clusters, for `kalypso status`. */
import { CommitStatuses, expectedTypes } from "@kalypso-actions/checks";
import { openEnd } from "@kalypso-actions/deadlines";
import {
  type Forge,
  gitHubForge,
  type HealthReader,
  type HealthSubject,
  readHealth,
} from "@kalypso-actions/fleets";
import { Commits, GitHubRepository } from "@kalypso-actions/github";
import { nameOnServer, parseRepositoryName } from "@kalypso-actions/names";
import type { Clock, HealthSource } from "@kalypso-actions/promotion";
import { serverOf } from "../server.ts";

type Variables = Readonly<Record<string, string | undefined>>;

export interface FleetSources {
  readonly forge: Forge | undefined;
  readonly health: HealthReader | undefined;
}

const clock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, milliseconds);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    }),
};

async function graphSource({ gitops }: HealthSubject): Promise<HealthSource> {
  const { credentialFor, FluxConfigurations, GraphClient } = await import("@kalypso-actions/resource-graph");
  const { deadlines } = openEnd;
  const graph = new GraphClient({
    credential: await credentialFor({ kind: "cli" }, "https://login.microsoftonline.com", deadlines),
    deadlines,
    endpoint: "https://management.azure.com",
    scope: { subscriptions: [], managementGroups: [] },
  });
  return new FluxConfigurations({
    page: (query, signal) => graph.page(query, signal),
    clock,
    log: () => {},
    repository: gitops.repo,
    branch: gitops.branch,
  });
}

function statusSource({ gitops, commit, inventory }: HealthSubject, commits: Commits): HealthSource {
  return new CommitStatuses({
    reader: {
      commitsSince: (from, branch, most) => commits.commitsSince(from, branch, most),
      allStatuses: (id) => commits.allStatuses(id),
      usage: () => commits.usage(),
    },
    commit,
    branch: gitops.branch,
    folder: gitops.path,
    clusterTypes: new Set(expectedTypes(inventory).map(({ name }) => name)),
    creators: ["*"],
  });
}

function healthReader(kind: string, token: string, env: Variables): HealthReader {
  const url = serverOf(env);
  return async (subject) => {
    const name = parseRepositoryName(nameOnServer(subject.gitops.repo, url) ?? "");
    const commits =
      name === undefined || token === "" ? undefined : new Commits(new GitHubRepository(name, token));
    const sources = [
      ...(kind === "commit-statuses" ? [] : [await graphSource(subject)]),
      ...(kind === "resource-graph" || commits === undefined ? [] : [statusSource(subject, commits)]),
    ];
    return readHealth(sources, subject, async (base, head) => commits?.compareOnce(base, head) ?? "unknown");
  };
}

/**
 * @param kind what `--health` says; undefined for the default
 * @param token the empty string for none
 */
export function fleetSources(kind: string | undefined, token: string, env: Variables): FleetSources {
  const wanted = kind ?? (token === "" ? "none" : "commit-statuses");
  return {
    forge: token === "" ? undefined : gitHubForge(token, { url: serverOf(env) }),
    health: wanted === "none" ? undefined : healthReader(wanted, token, env),
  };
}
