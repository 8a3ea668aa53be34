/** The common parts of a world's clusters, whatever reconciles them. */

import type { World } from "@kalypso-actions/github-sandbox";
import type { Troubles } from "./trouble.ts";
import type { ClusterView } from "./view.ts";

/**
 * What a cluster does instead of doing well. `fails`: the platform's own manifests do not get well. `silent`: nothing is
 * known of it; of one that was known, it has vanished. `disconnected`: what is known of it stays as it was. `flaps` and
 * `fetches-only`: while it lags it says that a dependency is not ready; it fetches, and applies nothing.
 */
export type Behaviour = "well" | "fails" | "suspended" | "silent" | "disconnected" | "flaps" | "fetches-only";

/** What tells a cluster that a branch has moved, and is told that a cluster is otherwise now. */
export type ClusterWorld = Pick<World, "watch" | "changes" | "env">;

export interface Cluster extends AsyncDisposable {
  readonly name: string;
  behaviour: Behaviour;
  /** What goes wrong with single objects. */
  readonly trouble: Troubles;
  /** Resolves when it has taken in all that it was told. */
  settled(): Promise<void>;
  /** Does well again, and looks at everything anew. */
  reset(): Promise<void>;
  /** As a person sees it in the portal; undefined while it is not there. */
  view(): ClusterView | undefined;
}

/** The token of a cluster, for the server that it is for: another one's repositories are asked as nobody. */
export function tokenFor(url: string, home: string, token: string): string | undefined {
  return URL.parse(url)?.origin === URL.parse(home)?.origin ? token : undefined;
}
