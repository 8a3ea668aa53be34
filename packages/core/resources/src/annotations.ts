/**
 * Our annotations. The operator's custom resources have no fields for them and leave them unchanged: a
 * control plane with them still works there. Anything else under our prefixes is a mistake.
 */
import * as z from "zod";

export const clustersAnnotation = "kalypso.io/clusters";
export const minimumClustersAnnotation = "kalypso.io/minimum-clusters";

export const afterAnnotation = "promotion.kalypso.io/after";

const text = (description: string) => z.string().exactOptional().describe(description);

export const clusterTypeAnnotations = z.looseObject({
  [clustersAnnotation]: text(
    "Clusters that must report, separated by commas: `<name>` or `<resource group>/<name>`, not case-sensitive.",
  ),
  [minimumClustersAnnotation]: text('Number of clusters that must report; "0" expects none.'),
  "promotion.kalypso.io/wave": text("Wave in which a change reaches the cluster type."),
});

export const environmentAnnotations = z.looseObject({
  [afterAnnotation]: text("Environments that a commit must pass first, separated by commas."),
  "promotion.kalypso.io/soak": text("How long a commit must stay there."),
  "promotion.kalypso.io/windows": text("When promotions may happen."),
  "promotion.kalypso.io/freeze": text("When promotions are frozen."),
});
