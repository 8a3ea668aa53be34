import { clustersAnnotation, kalypsoApiVersion, minimumClustersAnnotation } from "@kalypso-actions/resources";
import type { NewClusterType, NewFile } from "./addition.ts";
import { inFolder } from "./paths.ts";
import { unlessEmpty, yamlText } from "./resource-text.ts";

/** @param root the environment's folder on its branch */
export function clusterTypeFiles(addition: NewClusterType, root: string): readonly NewFile[] {
  const { name, folder = `cluster-types/${name}`, labels, roster } = addition;
  const { reconciler, namespaceService, configType } = addition;
  const annotations = {
    [clustersAnnotation]: roster.clusters,
    [minimumClustersAnnotation]: roster.minimumClusters,
  };
  const clusterType = {
    apiVersion: kalypsoApiVersion,
    kind: "ClusterType",
    metadata: { name, ...unlessEmpty("labels", labels), ...unlessEmpty("annotations", annotations) },
    spec: { reconciler, namespaceService, configType },
  };
  const path = inFolder(root, folder, `${name}-cluster-type.yaml`);
  return [{ checkout: "environment", path, text: yamlText(clusterType) }];
}
