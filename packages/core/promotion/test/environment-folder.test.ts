import { commitsOf, type FluxConfiguration, type FluxObject, within } from "@kalypso-actions/promotion";
import { describe, expect, test } from "vitest";
import { applied, commit, configuration, earlier, later } from "./flux.ts";

const namespace = "flux-system";

function object(kind: string, name: string, more: Partial<FluxObject> = {}): FluxObject {
  return { kind, namespace, name, appliedBy: undefined, state: "Compliant", ready: applied(), ...more };
}

const below = (name: string) => ({ appliedBy: { namespace, name } });

/** One configuration that applies two environments' folders. */
function both(states: Partial<Record<"dev" | "stage", FluxObject["state"]>> = {}): FluxConfiguration {
  const { dev = "Compliant", stage = "Compliant" } = states;
  return {
    ...configuration(),
    kustomizations: [
      { name: "p-dev", path: "./dev/drone" },
      { name: "p-stage", path: "./stage/drone" },
    ],
    objects: [
      // Objects may be listed before the object that applied them.
      object("Deployment", "deep-stage", { ...below("app-stage"), state: stage }),
      object("Kustomization", "app-stage", below("p-stage")),
      object("GitRepository", "p"),
      object("Kustomization", "p-dev"),
      object("Kustomization", "p-stage"),
      object("Deployment", "dev", { ...below("p-dev"), state: dev }),
    ],
    complianceState: "Non-Compliant",
  };
}

function narrowed(given: FluxConfiguration, folder: string) {
  const found = within(given, folder);
  if (found?.kind !== "flux") throw new Error("no configuration");
  return found;
}

describe("a configuration of several environments", () => {
  test("excludes, for one environment, everything that the others' kustomizations applied, directly or indirectly", () => {
    const found = narrowed(both(), "dev");
    expect(found.objects.map(({ name }) => name)).toEqual(["p", "p-dev", "dev"]);
    expect(found.kustomizations).toEqual([{ name: "p-dev", path: "./dev/drone" }]);
    expect(found.clusterTypes).toEqual(["drone"]);
  });

  test.each([
    [{ dev: "Pending", stage: "Non-Compliant" }, "Pending"],
    [{ dev: "Non-Compliant" }, "Non-Compliant"],
    [{ dev: "Suspended" }, "Suspended"],
    [{ stage: "Non-Compliant" }, "Compliant"],
  ] as const)("is as healthy as its remaining objects: %j", (states, expected) => {
    expect(narrowed(both(states), "dev").complianceState).toBe(expected);
  });

  test("keeps objects that only share a name with another environment's kustomization", () => {
    const given = both();
    const namesakes = [
      object("GitRepository", "p-stage"),
      object("Kustomization", "p-stage", below("p-dev")),
    ];
    const found = narrowed({ ...given, objects: [...given.objects, ...namesakes] }, "dev");
    expect(found.objects.slice(3)).toEqual(namesakes);
  });

  test("is ignored for an environment whose folder it does not apply", () => {
    expect(within(both(), "uat")).toBeUndefined();
  });
});

describe("a configuration of one environment", () => {
  test("is unchanged, with the cluster types below the folder", () => {
    const given = {
      ...configuration(),
      kustomizations: [{ name: "platform-dev-cluster", path: "./dev/large" }],
    };
    expect(within(given, "dev")).toEqual({ ...given, clusterTypes: ["large"] });
    expect(narrowed({ ...given, complianceState: "Unknown" }, "dev").complianceState).toBe("Unknown");
  });

  test("has no cluster type if it applies the whole folder, or nothing yet", () => {
    const given = { ...configuration(), kustomizations: [{ name: "platform-dev-cluster", path: "./dev" }] };
    expect(narrowed(given, "dev").clusterTypes).toEqual([]);
    expect(narrowed({ ...given, kustomizations: [] }, "dev").clusterTypes).toEqual([]);
  });
});

test("compares the commits of the source and of the configuration's own kustomizations, each once", () => {
  const told = configuration({
    synced: later,
    own: { a: applied(earlier), b: applied(later), c: undefined },
  });
  const nested = object("Kustomization", "nested", { ...below("platform-dev-a"), ready: applied(commit) });
  const silent = object("Kustomization", "silent", { ready: undefined });
  expect(commitsOf({ ...told, objects: [...told.objects, nested, silent] })).toEqual([later, earlier]);
  const release = object("HelmRelease", "release", { ready: applied("e".repeat(40)) });
  expect(commitsOf({ ...told, objects: [...told.objects, release] })).toEqual([later, earlier]);
  const status = {
    id: "kalypso/drone/d",
    cluster: "d",
    clusterTypes: [],
    commit,
    state: "pending",
    description: "",
  } as const;
  expect(commitsOf({ kind: "status", ...status })).toEqual([commit]);
  expect(within({ kind: "status", ...status }, "dev")).toEqual({ kind: "status", ...status });
});
