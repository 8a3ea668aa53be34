import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Change, sampleHost, World } from "@kalypso-actions/github-sandbox";

const examples = fileURLToPath(new URL("../../../../workflows-examples", import.meta.url));

/** A push in the tutorial. */
export interface TutorialStep {
  readonly section: string;
  readonly repository: string;
  readonly branch: string;
  readonly message: string;
  readonly change: Change;
}

function policy(name: string, target: string, clusterType: string): string {
  return `apiVersion: scheduler.kalypso.io/v1alpha1
kind: SchedulingPolicy
metadata:
  name: ${name}
spec:
  deploymentTargetSelector:
    workspace: kaizen-app-team
    labelSelector:
${target}
  clusterTypeSelector:
    labelSelector:${clusterType}
`;
}

function matchLabels(indent: string, labels: Readonly<Record<string, string>>): string {
  const lines = Object.entries(labels).map(([key, value]) => `${indent}  ${key}: ${value}`);
  return [`${indent}matchLabels:`, ...lines].join("\n");
}

const registration = `apiVersion: scheduler.kalypso.io/v1alpha1
kind: WorkloadRegistration
metadata:
  name: hello-world-app
  labels:
    type: application
spec:
  workload:
    repo: ${sampleHost}/app-src
    branch: main
    path: workload/
  workspace: kaizen-app-team
`;

const westUsConfig = `apiVersion: v1
kind: ConfigMap
metadata:
  name: west-us-config
  labels:
     platform-config: "true"
     region: west-us
data:
  REGION: West US
  DATABASE_URL: mysql://west-stage:8806/mysql2
`;

const smallClusterType = `apiVersion: scheduler.kalypso.io/v1alpha1
kind: ClusterType
metadata:
  name: small
  labels: 
    region: west-us
    size: small
spec:
  reconciler: arc-flux
  namespaceService: default
  configType: configmap
`;

/** The pushes that the tutorial asks its reader to make, in order. */
export const tutorialSteps = {
  register: {
    section: "Onboard a new application",
    repository: "control-plane",
    branch: "main",
    message: "workload registration",
    change: { "workloads/hello-world-app.yaml": registration },
  },
  scheduleOnDev: {
    section: "Define application scheduling policy on Dev",
    repository: "control-plane",
    branch: "dev",
    message: "application scheduling policies",
    change: {
      "scheduling/kaizen/functional-test-policy.yaml": policy(
        "functional-test-policy",
        matchLabels("      ", { purpose: "functional-test", edge: '"true"' }),
        `\n${matchLabels("      ", { restricted: '"true"', edge: '"true"' })}`,
      ),
      "scheduling/kaizen/performance-test-policy.yaml": policy(
        "performance-test-policy",
        matchLabels("      ", { purpose: "performance-test", edge: '"false"' }),
        `\n${matchLabels("      ", { size: "large" })}`,
      ),
    },
  },
  scheduleOnStage: {
    section: "Promote application to Stage",
    repository: "control-plane",
    branch: "stage",
    message: "application scheduling policies",
    change: {
      "scheduling/kaizen/uat-test-policy.yaml": policy(
        "uat-test-policy",
        matchLabels("      ", { purpose: "uat-test" }),
        " {}",
      ),
    },
  },
  changeDatabase: {
    section: "Provide platform configurations",
    repository: "control-plane",
    branch: "stage",
    message: "database url configuration",
    change: { "cluster-types/west-us/west-us-config.yaml": westUsConfig },
  },
  addSmall: {
    section: "Add cluster type to environment",
    repository: "control-plane",
    branch: "stage",
    message: "add new cluster type",
    change: { "cluster-types/west-us/small/small-cluster-type.yaml": smallClusterType },
  },
} as const satisfies Readonly<Record<string, TutorialStep>>;

export async function pushStep(world: World, step: TutorialStep): Promise<string> {
  return world.push({ repository: step.repository, branch: step.branch }, step.message, step.change);
}

/**
 * Imports the sample repositories of `workflows-examples/` into a world. Each top-level folder is a repository; each
 * folder inside it is a branch.
 * @param change transforms the files' texts
 */
export async function importExamples(world: World, change: (text: string) => string): Promise<void> {
  const folders = async (path: string) =>
    (await readdir(path, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  for (const repository of await folders(examples))
    for (const branch of await folders(join(examples, repository.name)))
      await world.import(
        { repository: repository.name, branch: branch.name },
        join(examples, repository.name, branch.name),
        change,
      );
}

/** Opens a world with only the unchanged sample repositories. */
export async function openTutorial(root: string): Promise<World> {
  const world = await World.open(root);
  await importExamples(world, (text) => text);
  return world;
}
