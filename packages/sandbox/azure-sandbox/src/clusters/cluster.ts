/** The common parts of a world's clusters, whatever reconciles them. */

import type { World } from "@kalypso-actions/github-sandbox";
import type { Troubles } from "./trouble.ts";
import type { ClusterView } from "./view.ts";

/**
 * How a cluster misbehaves. `fails`: the platform's own manifests never become healthy. `silent`: it has no record, or
 * its record has vanished. `disconnected`: its record no longer changes. `flaps`: while it lags it reports that a
 * dependency is not ready. `fetches-only`: it fetches but applies nothing.
 */
export type Behaviour = "well" | "fails" | "suspended" | "silent" | "disconnected" | "flaps" | "fetches-only";

/** Tells a cluster that a branch has moved, and is told when a cluster has changed. */
export type ClusterWorld = Pick<World, "watch" | "changes" | "env">;

export interface Cluster extends AsyncDisposable {
  readonly name: string;
  behaviour: Behaviour;
  /** Failures of individual objects. */
  readonly trouble: Troubles;
  /** Resolves once it has processed everything so far. */
  settled(): Promise<void>;
  /** Makes the cluster behave well again and re-examine everything. */
  reset(): Promise<void>;
  /** The cluster as the portal shows it; undefined while it does not exist. */
  view(): ClusterView | undefined;
}

/** A cluster's token, only for its own server: repositories on other servers are read anonymously. */
export function tokenFor(url: string, home: string, token: string): string | undefined {
  return URL.parse(url)?.origin === URL.parse(home)?.origin ? token : undefined;
}
