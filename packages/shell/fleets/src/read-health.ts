/** One reading of the clusters, judged: a page shows how things are, without the patience of a gate. */
import { applicationLookup, Relations } from "@kalypso-actions/checks";
import {
  commitsOf,
  type HealthSource,
  type Judged,
  judge,
  type Relation,
  within,
} from "@kalypso-actions/promotion";
import type { HealthSubject } from "./ports.ts";

/** A reading takes at most this many milliseconds. */
const longest = 60_000;

/**
 * @param compare how a commit of the GitOps repository relates to another one
 * @throws DiagnosticError azure-*, github-*
 */
export async function readHealth(
  sources: readonly HealthSource[],
  { gitops, commit, inventory }: HealthSubject,
  compare: (base: string, head: string) => Promise<Relation>,
): Promise<readonly Judged[]> {
  const options = { signal: AbortSignal.timeout(longest), deadline: Date.now() + longest };
  const readings = await Promise.all(sources.map((source) => source.read(options)));
  const own = readings
    .flatMap(({ configurations }) => configurations)
    .flatMap((each) => within(each, gitops.path) ?? []);
  const relations = new Relations({ compare }, commit);
  await relations.learn(own.flatMap(commitsOf));
  const context = {
    relationOf: (id: string | undefined) => relations.of(id),
    healthOf: "all" as const,
    applicationOf: applicationLookup(inventory),
  };
  return own.map((configuration) => judge(configuration, context));
}
