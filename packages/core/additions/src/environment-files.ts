import { kalypsoApiVersion } from "@kalypso-actions/resources";
import type { NewEnvironment, NewFile } from "./addition.ts";
import {
  ownerAndName,
  previewWorkflow,
  previewWorkflowPath,
  scheduleWorkflow,
  scheduleWorkflowPath,
} from "./environment-workflows.ts";
import { yamlText } from "./resource-text.ts";

const aboutBaseRepo = `# Where this environment gets its templates and workload registrations. A promotion sets spec.commit to the promoted commit
# of main; until then, the environment follows the branch.
`;

/**
 * The entry on main, and what the environment's branch begins with. Cluster types and policies follow.
 * @param repo the control plane's address
 */
export function environmentFiles(addition: NewEnvironment, repo: string): readonly NewFile[] {
  const { name, branch, mainBranch, commit, gitops } = addition;
  const apiVersion = kalypsoApiVersion;
  const entry = {
    apiVersion,
    kind: "Environment",
    metadata: { name },
    spec: { controlPlane: { repo, branch, path: "." } },
  };
  const baseRepo = {
    apiVersion,
    kind: "BaseRepo",
    metadata: { name: "main" },
    spec: { repo, branch: mainBranch, path: ".", commit },
  };
  const gitOpsRepo = { apiVersion, kind: "GitOpsRepo", metadata: { name }, spec: gitops };
  const config = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: `${name}-config`, labels: { "platform-config": "true" } },
    data: { ENVIRONMENT: name },
  };
  const own = (path: string, text: string): NewFile => ({ checkout: "environment", path, text });
  const repository = ownerAndName(repo);
  const workflow =
    repository === undefined
      ? []
      : [
          own(scheduleWorkflowPath, scheduleWorkflow({ environment: name, branch, repository, mainBranch })),
          own(previewWorkflowPath, previewWorkflow({ environment: name, branch, repository, mainBranch })),
        ];
  return [
    { checkout: "main", path: `.environments/${name}.yaml`, text: yamlText(entry) },
    ...workflow,
    own("base-repo.yaml", aboutBaseRepo + yamlText(baseRepo)),
    own(`configs/${name}-config.yaml`, yamlText(config)),
    own("gitops-repo.yaml", yamlText(gitOpsRepo)),
  ];
}
