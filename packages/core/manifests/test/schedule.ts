import { type Schedule, scheduleVersion } from "@kalypso-actions/resources";

export const emptySchedule: Schedule = {
  apiVersion: scheduleVersion,
  kind: "Schedule",
  environment: "dev",
  promotedCommit: null,
  gitops: { repo: "https://github.com/contoso/gitops", branch: "dev", path: "." },
  sources: [],
  clusterTypes: [],
  deploymentTargets: [],
  templates: [],
  configMaps: [],
  configSchemas: [],
  policies: [],
  assignments: [],
  held: [],
};

const place = { file: "f.yaml", line: 1, column: 1 };

/** A template that names an object after the target, and one by what is given. */
export function scheduleWith(name: string, targets = 9): Schedule {
  const texts = [`{{DeploymentTargetName}}`, name].map((given) => {
    return `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${given}\n`;
  });
  const template = (
    type: "reconciler" | "namespace" | "config",
    text: string,
  ): Schedule["templates"][number] => ({
    name: type,
    type,
    contentType: "yaml",
    manifests: [{ text, origin: { ...place, file: `${type}.yaml`, verbatim: true } }],
    place,
  });
  const names = Array.from({ length: targets }, (_, index) => `t-${index}`);
  const clusterTypes = ["a", "b"];
  return {
    ...emptySchedule,
    clusterTypes: clusterTypes.map((clusterType) => ({
      name: clusterType,
      labels: {},
      reconciler: "reconciler",
      namespaceService: "namespace",
      configType: "none",
      place,
    })),
    templates: [template("reconciler", texts[0] ?? ""), template("namespace", texts[1] ?? "")],
    deploymentTargets: names.map((target) => ({
      name: target,
      workload: `w${target.slice(2)}`,
      registration: "r",
      workspace: "w",
      labels: {},
      manifests: {},
      configSchemas: [],
      place,
    })),
    assignments: clusterTypes.flatMap((clusterType) =>
      names.map((deploymentTarget) => ({
        name: `${deploymentTarget}-${clusterType}`,
        clusterType,
        deploymentTarget,
        namespace: `dev-${clusterType}-${deploymentTarget}`,
        policies: ["p"],
      })),
    ),
  };
}
