/** A fleet of any size, as it is read: several environments, many teams, drift, holds and troubles. */
import type { Fleet, FleetAssignment, FleetEnvironment, Health } from "@kalypso-actions/fleet";

/** Small, fast and the same everywhere. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Shape {
  readonly assignments: number;
  readonly environments?: number;
  readonly clusterTypes?: number;
  readonly seed?: number;
}

const regions = ["west", "east", "north", "south"];

export function largeFleet({ assignments, environments = 5, clusterTypes = 50, seed = 1 }: Shape): Fleet {
  const next = random(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
  const each = Math.ceil(assignments / environments);
  const targets = Math.ceil(each / (clusterTypes / 4));
  const names = ["dev", "test", "stage", "prod-eu", "prod-us", "prod-asia"];
  const health = (): Health => {
    const drawn = next();
    return drawn < 0.93 ? "compliant" : drawn < 0.96 ? "progressing" : drawn < 0.98 ? "failing" : "silent";
  };
  const made = Array.from({ length: environments }, (_, index): FleetEnvironment => {
    const name = names[index] ?? `environment-${index}`;
    const list: FleetAssignment[] = [];
    for (let target = 0; list.length < each; target++) {
      const workload = `workload-${String(target % targets).padStart(4, "0")}`;
      const held = next() < 0.01 ? "the field `name` is missing" : undefined;
      const commit = next() < 0.9 ? "1".repeat(40) : "2".repeat(40);
      for (let type = target % 4; type < clusterTypes && list.length < each; type += 4) {
        const state = health();
        list.push({
          clusterType: `cluster-type-${String(type).padStart(3, "0")}`,
          deploymentTarget: `${workload}-${name}`,
          workload,
          registration: workload,
          workspace: `team-${target % 40}`,
          labels: { region: regions[type % 4] ?? "", tier: String(target % 3), workload },
          policies: [`policy-${target % 60}`],
          source: { repo: `https://github.com/acme/${workload}`, branch: "main", commit },
          manifests: { repo: `https://github.com/acme/${workload}-gitops`, branch: name },
          held,
          health: state,
          passing: state === "compliant" ? 4 : 2,
          of: 4,
          troubles: state === "failing" ? [`cluster-${type}-1: image cannot be pulled`] : [],
        });
      }
    }
    return {
      name,
      controlPlane: { repo: "https://github.com/acme/control-plane", branch: name },
      gitops: { repo: "https://github.com/acme/platform-gitops", branch: name, path: "" },
      pinned: (index < 3 ? "a" : "b").repeat(40),
      promoted: "a".repeat(40),
      progress: {
        step: pick(["deployed", "deploying", "proposed", "failed"] as const),
        waitsFor: index === 0 ? undefined : "somebody to merge pull request #7",
        url: "https://github.com/acme/platform-gitops/pull/7",
        since: "2026-11-28T08:00:00Z",
        isNewest: index < 3,
      },
      clusterTypes: Array.from({ length: clusterTypes }, (__, type) => ({
        name: `cluster-type-${String(type).padStart(3, "0")}`,
        health: "compliant" as const,
        passing: 4,
        of: 4,
        troubles: [],
      })),
      assignments: list,
      held: index,
      pulls: [],
      unread: index === 4 ? ["the clusters: no login"] : [],
    };
  });
  return { controlPlane: "https://github.com/acme/control-plane", main: "a".repeat(40), environments: made };
}
