import { kalypsoApiVersion } from "@kalypso-actions/resources";
import type { Labels, NewFile, NewPolicy, NewWorkload } from "./addition.ts";
import { inFolder } from "./paths.ts";
import { unlessEmpty, yamlText } from "./resource-text.ts";

function selector(labels: Labels): object {
  return { labelSelector: unlessEmpty("matchLabels", labels) };
}

function policyFile({ workspace }: NewWorkload, policy: NewPolicy, root: string): NewFile {
  const { name, targets, clusterTypes } = policy;
  const resource = {
    apiVersion: kalypsoApiVersion,
    kind: "SchedulingPolicy",
    metadata: { name },
    spec: {
      deploymentTargetSelector: { workspace, ...selector(targets) },
      clusterTypeSelector: selector(clusterTypes),
    },
  };
  // As in the examples, a folder per workspace.
  const path = inFolder(root, "scheduling", workspace ?? "", `${name}.yaml`);
  return { checkout: "environment", path, text: yamlText(resource) };
}

/**
 * The registration on main and, if one is asked for, a policy on the environment's branch.
 * @param root the environment's folder on its branch
 */
export function workloadFiles(addition: NewWorkload, root: string): readonly NewFile[] {
  const { name, folder = "workloads", labels, workload, workspace, policy } = addition;
  const registration = {
    apiVersion: kalypsoApiVersion,
    kind: "WorkloadRegistration",
    metadata: { name, ...unlessEmpty("labels", labels) },
    spec: { workload, workspace },
  };
  return [
    { checkout: "main", path: inFolder(folder, `${name}.yaml`), text: yamlText(registration) },
    ...(policy === undefined ? [] : [policyFile(addition, policy, root)]),
  ];
}
