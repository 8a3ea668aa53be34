/**
 * Every problem that can be reported. A code is stable: people search for it, suppress it and link to it, so it is never
 * renamed or given another meaning. `docs/diagnostics.md` is generated from this table.
 */
export const diagnosticCatalogue = {
  // Reading files
  "yaml-syntax": "The file is not well-formed YAML.",
  "yaml-duplicate-key": "A mapping contains the same key twice, so one of the values would be lost.",
  "yaml-aliases": "A YAML alias has no anchor, or aliases expand to more nodes than allowed.",
  "yaml-tag": "A resource uses a YAML tag that is not one of YAML's own.",
  "yaml-word":
    "A value without quotes is `yes`, `no`, `on` or `off`: text to Flux and to this project, although YAML 1.1 reads a boolean.",
  "file-too-large": "A YAML file exceeds the size limit.",
  "file-not-text": "A YAML file is not UTF-8 text.",
  "files-too-many": "A repository contains more YAML files than allowed.",
  "repository-over-budget": "A workload repository has more than one team may ask of a run.",
  "repository-unreadable": "A workload repository has something that nobody expected. Please report it.",
  symlink: "A YAML file is a symbolic link. Links are never followed.",
  "ignore-pattern-complex":
    "A pattern in `.sourceignore` is too long, or has so many wildcards, or the file so many patterns, that matching paths could take hours.",
  "folder-missing": "A folder or file that an input or a resource names does not exist.",
  "kustomization-invalid":
    "A kustomization file cannot be read, or lists a file or folder that does not exist.",
  "kustomization-unsupported": "A kustomization file uses more than local resources.",

  // Resources
  "resource-invalid": "A field of a resource has the wrong type or format.",
  "resource-field-missing": "A required field of a resource is missing.",
  "resource-field-unknown":
    "A resource has a field that its kind does not define. Kubernetes would reject it.",
  "resource-version":
    "A document looks like a Kalypso resource, but has an unknown API version or kind, or lacks one of them.",
  "config-map-unmarked":
    "A ConfigMap is not platform configuration, although its label or name is close to the one that would make it so.",
  "config-map-binary": "A ConfigMap has `binaryData`, which platform configuration cannot carry.",
  "file-not-read":
    "A JSON file, or one whose name is close to `.yaml`, contains a Kalypso resource. Only `.yaml` and `.yml` files are read, as in Flux.",
  "resource-duplicate": "Two resources of the same kind have the same name.",
  "resource-misplaced": "A resource is in a repository from which its kind is not read. It is ignored.",
  "resource-unusual-branch":
    "A resource is on a branch where its kind is unusual. It is read, as the operator reads it.",
  "resource-refused":
    "A workload repository contains something other than a Workload, or a control plane contains a resource that Kalypso generates itself, or a List of resources.",
  "label-not-text": "A label value is not a string: YAML parsed it as a boolean, a number or another type.",
  "label-invalid": "Kubernetes does not accept a label key or value.",
  "workload-text-refused":
    "A value from an application team could inject a manifest or a template where a template prints it.",
  "name-invalid": "Kubernetes does not accept a name.",
  "selector-empty":
    "A policy's `workspace`, `matchLabels` or `matchExpressions` has no value, so it limits nothing.",
  "selector-invalid": "A label selector has an unknown operator, or values that do not fit the operator.",
  "repository-invalid": "Git cannot safely fetch a repository URL.",
  "repository-credentials":
    "A repository URL contains a password or token, which everybody who can read the file can use.",
  "path-invalid": "A path is absolute, or points outside its folder or into git's own.",
  "commit-invalid": "A commit is not a full commit ID.",
  "annotation-unknown":
    "A resource has an annotation under `kalypso.io/` or `promotion.kalypso.io/` that its kind does not define.",
  "annotation-invalid": "An annotation has an invalid value, or contradicts another one.",

  // An environment's view
  "environment-unknown": "The control plane does not list an environment of that name.",
  "base-repo-missing": "The environment has no BaseRepo, so its templates and registrations are unknown.",
  "base-repo-ambiguous": "The environment has more than one BaseRepo.",
  "gitops-repo-missing": "The environment has no GitOpsRepo, so there is nowhere to propose manifests.",
  "gitops-repo-ambiguous": "The environment has more than one GitOpsRepo.",
  "gitops-repo-shared":
    "Two environments write to the same place of a GitOps repository, or one inside the other's, so each would remove what the other writes.",
  "namespace-shared":
    "Assignments of two environments have the same namespace, and may be on the same clusters.",
  "cluster-types-none": "The environment has no cluster types.",
  "template-missing": "A cluster type names a Template that does not exist.",
  "template-type": "A cluster type uses a Template of the wrong type for the field.",
  "workload-duplicate": "Two registrations provide a workload of the same name.",
  "workload-unregistered":
    "No registration of the control plane names the repository and branch whose pull request is previewed.",
  "workload-missing": "A registration's repository contains no Workload at its path.",
  "target-environment-unknown":
    "A deployment target names an environment that the control plane does not list.",
  "target-duplicate": "Two deployment targets of the environment have the same full name.",

  // What is held
  "registration-held":
    "A registration cannot be read. It is scheduled from its last good commit, or its files stay unchanged.",
  "workload-held":
    "A workload has an error. It is scheduled from its last good commit, or its files stay unchanged.",
  "target-held":
    "A deployment target has an error. It is scheduled from its last good commit, or its files stay unchanged.",

  // Scheduling
  "policy-selects-nothing": "A scheduling policy selects no deployment target or no cluster type.",
  "assignments-removed":
    "Assignments that the GitOps branch has are no longer scheduled. The reason is given.",
  "label-near-miss":
    "A label is close to one that policies or configuration ask for, but is not it, so nothing selects by it.",
  "target-not-scheduled": "No policy schedules a deployment target.",
  "namespace-too-long": "The namespace of an assignment exceeds the 63 characters that Kubernetes allows.",

  // Platform configuration
  "config-schema-invalid": "A ConfigSchema is not a usable JSON Schema.",
  "config-invalid": "The platform configuration of an assignment violates a schema.",
  "config-conflict": "Two ConfigMaps that apply in the same places set a key to different values.",
  "config-too-large":
    "The platform configuration of an assignment is larger than Kubernetes allows a ConfigMap to be.",
  "config-value-punctuation":
    "A value consists of YAML's own punctuation, and is an empty text, list or map instead of that text.",
  "config-value-yaml11": "A value is parsed as YAML 1.1, and YAML 1.2 would parse it differently.",

  // Templates and manifests
  "template-syntax": "A template cannot be parsed.",
  "template-engine": "A template mixes two languages.",
  "template-failed":
    "A template stopped with an error: a function rejected its arguments, or the template called `fail`.",
  "template-value-missing": "A template prints a value that its data does not contain.",
  "template-refused": "A template uses a function or feature that templates may not use.",
  "template-limit": "A template exceeded the limit for steps, depth or output.",
  "rendering-failed": "An assignment has something that nobody expected. Please report it.",
  "team-value-structure":
    "A value of an application team would change the structure of the YAML that a template prints it into.",
  "team-value-template":
    "A value of an application team would become part of a template, because a result with `{{` is rendered again.",
  "team-value-shell":
    "A template prints a value of an application team into a script without quoting it for the shell.",
  "team-value-identity":
    "A template lets an application team choose the apiVersion, kind or namespace of an object.",
  "manifest-invalid":
    "A rendered document has `apiVersion` or `kind`, but is not a complete Kubernetes object.",
  "manifest-not-text":
    "A template prints a label, an annotation or a value of a ConfigMap without quotes, so that a cluster reads it as something else than text.",
  "manifest-name": "A template prints a name or a namespace that Kubernetes does not accept.",
  "manifest-duplicate":
    "The folder of a cluster type contains the same object twice. Flux refuses to build such a folder.",
  "api-version-not-served":
    "A template renders an API version that no current release of Flux or Argo CD serves.",

  // Git
  "address-refused":
    "A control plane or a Workload names a repository that is not read: another host, owner or protocol than those allowed, or this machine.",
  "git-missing": "The git command is not installed.",
  "git-unreachable": "A repository does not exist or cannot be reached.",
  "git-redirected": "A repository has moved: its server answers with a redirect, which is not followed.",
  "git-denied": "A repository rejects the token, or requires one.",
  "git-ref-missing": "A branch does not exist in its repository.",
  "git-commit-missing": "A commit does not exist in its repository.",
  "git-path-missing": "A path does not exist in its repository at that commit.",
  "git-timed-out": "A git command did not end in time. It was ended, with whatever it had started.",
  "git-failed": "A git command failed for another reason.",
  "git-push-refused": "A repository rejected a push.",

  // Pull requests
  "folder-unfit":
    "A folder cannot be read; or one of manifests is empty, or contains something that cannot be proposed.",
  "path-blocked":
    "Something else is on the branch where a file of the proposal, or a folder above it, has to be. Nothing is changed.",
  "inventory-invalid": "An inventory cannot be read, or does not belong to the folder.",
  "head-foreign":
    "Somebody else has committed to the branch of a pull request, or another proposal uses it. It is left unchanged.",
  "head-blocked": "The branch of a pull request cannot be created, because of another branch's name.",
  "head-moved": "Somebody else moved the branch of a pull request during the run.",
  "proposal-rejected":
    "Somebody closed a pull request with the same changes without merging it. It is not opened again until the changes are others.",
  "removals-exceeded":
    "A pull request removes more assignments than `max-removed` allows. It is not merged automatically until somebody consents.",
  "preview-limit-exceeded":
    "A pull request takes away or changes more assignments than the preview's limits allow. Somebody with write access can consent.",
  "report-incomplete":
    "A report may lack policies and configuration of an environment that cannot be scheduled.",
  "preview-not-told": "The preview could not be written to its pull request. The run's summary has it.",
  "event-unsupported": "The action was started by an event that it does not run for.",
  "pull-request-foreign": "Somebody else opened the pull request. It is left unchanged.",
  "auto-merge-refused": "GitHub refused to enable auto-merge for a pull request.",

  // Promotion
  "promotion-refused": "A commit cannot be promoted to an environment.",
  "promotion-lost": "Somebody else kept changing the environment's branch during the run.",
  "tracking-missing": "A GitOps branch does not record the commit that it was rendered from.",
  "push-unknown": "The checkout does not show what a push changed.",
  "environment-nameless": "An inventory does not name its environment.",

  // The check of the clusters
  "azure-denied": "Azure rejected the credentials, or the request made with them.",
  "azure-failed": "Azure Resource Graph could not be queried.",
  "azure-unreadable": "Azure Resource Graph returned an answer that cannot be parsed or is incomplete.",
  "azure-timed-out": "Azure did not answer in time, or not completely.",
  "azure-limited": "Azure's limit was reached, and lasts longer than there is time.",
  "azure-cli-missing": "The Azure CLI could not be run.",
  "azure-cli-login": "The Azure CLI is not logged in.",
  "azure-cli-refused": "A command of the Azure CLI failed.",
  "azure-cli-unreadable": "The Azure CLI printed something other than expected.",
  "azure-cli-value": "The Azure CLI would take a value for an option, or for the name of a file to read.",
  "azure-ambiguous": "Azure has several things of a name that only one should have.",
  "azure-occupied": "A resource group that is to be removed contains something that nobody here has made.",
  "deployment-failed": "The clusters have not applied a commit.",
  "cluster-type-silent": "Nothing reports for a cluster type that has assignments.",
  "application-failing": "An application fails on a cluster, but only the platform's own manifests count.",
  "next-environment-unreadable": "The token cannot read which environment comes next.",
  "check-cancelled": "The check of the clusters was cancelled.",

  // GitHub
  "github-denied": "GitHub rejected the token, or the request made with it.",
  "github-missing":
    "The repository, branch, workflow or other object does not exist on GitHub, or the token cannot see it.",
  "github-refused": "GitHub rejected a request as invalid.",
  "github-limited": "GitHub's rate limit was reached.",
  "github-timed-out": "GitHub did not answer in time, or not completely.",
  "github-redirected":
    "GitHub's API answered with a redirect that is not followed: to another server, or for a change.",
  "github-unreadable":
    "GitHub's answer is not what it documents: another page, cut, or without a field. A proxy may have answered.",
  "github-unreachable": "GitHub could not be reached, or could not answer.",

  // Commands and actions
  "input-missing": "A required input is missing.",
  "input-invalid": "An input has an invalid value.",
  "schedule-invalid": "A file is not a Schedule.",
  "schedule-version": "A Schedule was written by another version.",
  "output-occupied": "The output folder contains files that no earlier render wrote. It is left unchanged.",
  "output-failed": "The output could not be written.",
  "addition-blocked":
    "Something else is in the place of a file that `kalypso add` would write, or of a folder above it. Nothing is written.",
  "commit-refused": "git did not commit the files that `kalypso add` has written.",
  "addition-unread":
    "A file that `kalypso add` would write would not be read where it is. Nothing is written.",
  "checkout-unexpected": "A folder is a checkout of another branch than `kalypso add` needs.",
  "setup-name-taken":
    "A repository, an App or an object of Azure has a name that `kalypso init` needs, and init has not made it. Nothing is made.",
  "setup-replaced": "Something that `kalypso init` has made was removed, and something else has its name.",
  "setup-record-invalid": "`.kalypso/init.json` of the control plane is not what `kalypso init` writes.",
  "setup-refused":
    "GitHub refuses what `kalypso init`, `destroy` or `doctor` asks, because a permission, a plan or a name is missing.",
  "setup-unfinished": "A person has not clicked what only a person can: to make, install or delete an App.",
  "setup-file-taken":
    "A file that `kalypso init --existing` would add is there already with another content: nothing is overwritten.",
  "setup-unfit": "`kalypso init --existing` was given a repository that the workflows cannot take over.",
  "setup-record-missing": "The control plane has no `.kalypso/init.json`: `kalypso init` has not made it.",
  "setup-value-lost":
    "Something that is missing needs a value that exists only when it is made, such as an App's private key.",
  "branch-missing": "A repository of the platform lacks a branch that an environment names.",
  "workflow-missing": "A branch lacks a workflow that has to run for it.",
  "variable-wrong": "A variable that the workflows use is missing, or names something else.",
  "chain-broken": "An environment is in no place of the order of promotion, or the order never ends.",
  "key-missing": "A GitHub environment lacks the key that its jobs use, or is not for their branches.",
  "key-exposed": "More workflows than necessary can use the platform's key.",
  "app-unfit": "The App of the workflows lacks a permission or a repository, or is not installed.",
  "ruleset-stops-promotion": "A ruleset refuses the pushes that promotions are.",
  "cluster-type-unfollowed": "No Flux configuration follows the folder of a cluster type.",
  "configuration-unexpected":
    "A Flux configuration follows a folder of the GitOps repository that no cluster type has.",
  "flux-version-unfit": "A cluster's Flux does not serve an API version that the templates use.",
  "token-expires": "A token ends soon.",
  "doctor-unread": "`kalypso doctor` could not read something, and has left out what needs it.",
  "temporary-failed": "No temporary folder could be created, for example because `TMPDIR` does not exist.",
  "runner-file-failed": "A file of the runner, such as `GITHUB_OUTPUT`, cannot be written.",
  "action-timed-out": "An action did not end in time.",
  "internal-error":
    "Something failed that should not be able to. This is a bug in kalypso-actions; please report it.",
} as const;

export type DiagnosticCode = keyof typeof diagnosticCatalogue;
