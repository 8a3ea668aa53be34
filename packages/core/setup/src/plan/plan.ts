/** Everything that a platform consists of, in the order in which it is made. */
import { readResources } from "@kalypso-actions/resources";
import type { Examples } from "../contents/contents.ts";
import { repositoryOf } from "../repositories.ts";
import type { Settings } from "../settings.ts";
import type { Thing } from "../things.ts";
import { type ClusterType, clusterSecretThings, clusterThings, identityThings } from "./azure.ts";
import { credentialThings } from "./credentials.ts";
import {
  contentThings,
  environmentThings,
  labelThings,
  repositoryThings,
  rulesetThings,
  variableThings,
} from "./github.ts";

interface Placed extends ClusterType {
  readonly reconciler: string;
}

/** The cluster types of each environment's branch, in the order of their names. */
export function clusterTypesOf(plan: readonly Thing[], settings: Settings): readonly Placed[] {
  const repository = repositoryOf(settings, "control-plane");
  const content = plan.find(({ kind, wants }) => kind === "content" && wants.repository === repository);
  const branches = content?.kind === "content" ? content.wants.branches : {};
  return settings.environments.flatMap((environment) => {
    const files = Object.entries(branches[environment] ?? {}).map(([path, text]) => ({ path, text }));
    const { resources } = readResources(files.filter(({ path }) => path.endsWith(".yaml"))).value;
    return resources.ClusterType.map(({ name, data }) => ({
      environment,
      clusterType: name,
      reconciler: data.spec.reconciler,
    })).sort((a, b) => (a.clusterType < b.clusterType ? -1 : 1));
  });
}

/**
 * Everything that is used is made before what uses it: repositories, environments and variables, keys, what they open,
 * contents. The control plane's content comes last but for rulesets, because it starts the first promotion.
 */
export function planOf(settings: Settings, examples: Examples): readonly Thing[] {
  const contents = contentThings(settings, examples);
  return [
    ...repositoryThings(settings),
    ...environmentThings(settings),
    ...labelThings(settings),
    ...variableThings(settings),
    ...credentialThings(settings),
    ...identityThings(settings),
    ...contents.slice(0, -1),
    ...clusterThings(settings, clusterTypesOf(contents, settings)),
    ...contents.slice(-1),
    ...rulesetThings(settings),
    ...clusterSecretThings(settings),
  ];
}
