/**
 * Every problem the product can report. A code is stable: people search for it, suppress it and link to it, so it
 * is never renamed or given another meaning. `docs/diagnostics.md` is generated from this table.
 */
export const diagnosticCatalogue = {
  // Reading files
  "yaml-syntax": "The file is not well-formed YAML.",
  "yaml-duplicate-key": "A mapping has the same key twice; one of the two values would be lost.",
  "yaml-aliases": "YAML aliases expand to more nodes than is allowed.",
  "file-too-large": "A YAML file is larger than the limit.",
  "file-not-text": "A YAML file is not UTF-8 text.",
  "files-too-many": "A repository holds more YAML files than the limit.",
  symlink: "A symbolic link stands where a YAML file could be; links are never followed.",
  "folder-missing": "A folder or file that an input or a resource names does not exist.",
  "kustomization-invalid": "A kustomization file cannot be read, or lists what is not there.",
  "kustomization-unsupported": "A kustomization file asks for more than local resources.",

  // Resources
  "resource-invalid": "A field of a resource has the wrong type or form.",
  "resource-field-missing": "A resource lacks a field that it needs.",
  "resource-field-unknown": "A resource has a field that its kind does not know; it is ignored.",
  "resource-version": "A Kalypso resource has an API version that is not read.",
  "resource-duplicate": "Two resources of one kind have the same name.",
  "resource-misplaced": "A resource stands in a repository from which its kind is not read; it is ignored.",
  "resource-refused":
    "A workload repository holds something else than a Workload, or a control plane what Kalypso makes itself.",
  "label-not-text": "YAML turned a label value into a boolean, a number or another type.",
  "label-invalid": "A label key or value is not one that Kubernetes accepts.",
  "workload-text-refused":
    "A text of an application team could become a manifest or a template where templates print it.",
  "name-invalid": "A name is not one that Kubernetes accepts.",
  "selector-invalid": "A label selector has an unknown operator or unfitting values.",
  "repository-invalid": "A repository address is not one that git can fetch safely.",
  "path-invalid": "A path leaves its folder or is absolute.",
  "commit-invalid": "A commit is not a full commit id.",
  "annotation-unknown":
    "An annotation under `kalypso.io/` or `promotion.kalypso.io/` is unknown for its kind.",
  "annotation-invalid": "An annotation has an invalid value, or contradicts another one.",

  // An environment's view
  "environment-unknown": "The control plane lists no environment of that name.",
  "base-repo-missing": "The environment has no BaseRepo, so its templates and registrations are unknown.",
  "base-repo-ambiguous": "The environment has more than one BaseRepo.",
  "gitops-repo-missing": "The environment has no GitOpsRepo, so there is nowhere to propose manifests.",
  "gitops-repo-ambiguous": "The environment has more than one GitOpsRepo.",
  "cluster-types-none": "The environment has no cluster types.",
  "template-missing": "A cluster type names a Template that does not exist.",
  "template-type": "A cluster type uses a Template of another type than the field asks for.",
  "workload-duplicate": "Two registrations give a workload of the same name.",
  "workload-missing": "A registration's repository holds no Workload at its path.",
  "target-duplicate": "Two deployment targets of the environment have the same full name.",

  // Scheduling
  "policy-selects-nothing": "A scheduling policy selects no deployment target or no cluster type.",
  "target-not-scheduled": "No policy schedules a deployment target.",
  "namespace-too-long":
    "The namespace of an assignment is longer than the 63 characters that Kubernetes allows.",

  // Platform configuration
  "config-schema-invalid": "A ConfigSchema is not a JSON Schema that can be used.",
  "config-invalid": "The platform configuration of an assignment breaks a schema.",
  "config-value-yaml11": "A value is read by YAML 1.1, and YAML 1.2 reads it differently.",

  // Templates and manifests
  "template-syntax": "A template cannot be parsed.",
  "template-engine": "A template mixes two languages.",
  "template-failed":
    "A template stops at an error: a function refuses its arguments, or the template itself says so.",
  "template-value-missing": "A template prints a value that its data does not have.",
  "template-refused": "A template uses something that templates may not use.",
  "template-limit": "A template exceeded its limit of steps, depth or output.",
  "manifest-invalid": "A rendered document has apiVersion or kind, but is not a whole Kubernetes object.",
  "api-version-not-served":
    "A template renders an API version that no current release of Flux or Argo CD serves.",

  // Git
  "git-missing": "The git command is not available.",
  "git-unreachable": "A repository does not exist or cannot be reached.",
  "git-redirected": "A repository has moved: its server answers with a redirect, which is not followed.",
  "git-denied": "A repository refuses the token, or asks for one.",
  "git-ref-missing": "A branch does not exist in its repository.",
  "git-commit-missing": "A commit does not exist in its repository.",
  "git-path-missing": "A path does not exist in its repository at that commit.",
  "git-failed": "A git command failed for another reason.",
  "git-push-refused": "A repository refuses a push.",

  // Pull requests
  "folder-unfit": "A folder of manifests is empty, or holds something that cannot be proposed.",
  "inventory-invalid": "An inventory cannot be read, or is not that of the folder.",
  "head-foreign": "Somebody else has committed to the branch of a pull request; it is left alone.",
  "head-moved": "The branch of a pull request was moved by somebody else meanwhile.",
  "pull-request-foreign": "A pull request was not opened by this tool; it is left alone.",
  "auto-merge-refused": "GitHub will not merge a pull request by itself.",

  // Promotion
  "promotion-refused": "A commit cannot be promoted to an environment.",
  "promotion-lost": "Somebody else kept changing the environment's branch.",
  "tracking-missing": "A GitOps branch does not tell which commit it was made from.",
  "push-unknown": "The checkout does not show what a push changed.",
  "environment-nameless": "An inventory does not name its environment.",

  // The check of the clusters
  "azure-denied": "Azure refuses the credentials, or what is asked with them.",
  "azure-failed": "Azure Resource Graph could not be asked.",
  "azure-unreadable": "Azure Resource Graph gave an answer that cannot be read, or cannot be whole.",
  "registration-held": "A registration cannot be read; what it has on the clusters stays as it is.",
  "deployment-failed": "The clusters have not applied a commit.",
  "cluster-type-silent": "Nothing reports for a cluster type that has assignments.",
  "application-failing": "An application fails on a cluster, where only the platform's own manifests count.",
  "next-environment-unreadable": "The token may not read which environment comes next.",
  "check-cancelled": "The check of the clusters was cancelled.",

  // GitHub
  "github-denied": "GitHub refuses the token, or what is asked with it.",
  "github-missing":
    "GitHub has no such repository, branch, workflow or other thing, or the token may not see it.",
  "github-refused": "GitHub does not accept a request.",
  "github-limited": "GitHub's limit of requests was reached.",
  "github-unreachable": "GitHub could not be asked, or could not answer.",

  // Commands and actions
  "input-missing": "A required input is absent.",
  "input-invalid": "An input has a value that it cannot have.",
  "schedule-invalid": "A file is not a Schedule document.",
  "schedule-version": "A Schedule document was written by another version.",
  "output-occupied": "The output folder holds files that no former render wrote; it is left alone.",
  "output-failed": "Output could not be written.",
  "internal-error": "Something failed that should not be able to; this is a defect of ours.",
} as const;

export type DiagnosticCode = keyof typeof diagnosticCatalogue;
