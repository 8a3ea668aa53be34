/** The workflows on an environment's branch, as `workflows-examples/control-plane/dev` has it. */
import { yamlText } from "./resource-text.ts";

interface Names {
  readonly environment: string;
  readonly branch: string;
  /** `owner/name` of the control plane. */
  readonly repository: string;
  readonly mainBranch: string;
}

export const scheduleWorkflowPath = ".github/workflows/schedule.yml";

/** Names and branches are those that `kalypso add` accepts: letters, digits, `.`, `_`, `-` and `/`. */
export function scheduleWorkflow({ environment, branch, repository, mainBranch }: Names): string {
  const text = (value: string) => yamlText(value).trimEnd();
  return `# Schedules this environment on every push to its branch. The workflow itself is on ${mainBranch}, shared by all environments.
name: schedule
on:
  push:
    branches: [${text(branch)}]
  workflow_dispatch:

permissions: {}

jobs:
  schedule:
    permissions: {}
    uses: ${repository}/.github/workflows/schedule-environment.yml@${mainBranch}
    with:
      environment: ${text(environment)}
      branch: ${text(branch)}
    # The called jobs get the secret of their own environment; GitHub gives it only to those that inherit.
    secrets: inherit
`;
}

export const previewWorkflowPath = ".github/workflows/preview.yml";

/** As {@link scheduleWorkflow}. */
export function previewWorkflow({ environment, branch, repository, mainBranch }: Names): string {
  const text = (value: string) => yamlText(value).trimEnd();
  return `# Previews pull requests to this environment's branch. The workflow itself is on ${mainBranch}, shared by all environments.
name: preview
on:
  pull_request:
    branches: [${text(branch)}]
    types: [opened, synchronize, reopened, labeled, unlabeled]

permissions: {}

jobs:
  preview:
    permissions:
      contents: read
      pull-requests: write
    uses: ${repository}/.github/workflows/preview.yml@${mainBranch}
    with:
      environment: ${text(environment)}
    secrets:
      PREVIEW_TOKEN: \${{ secrets.PREVIEW_TOKEN }}
`;
}

/** `owner/name` of an address on a GitHub server; undefined for an address of another form. */
export function ownerAndName(address: string): string | undefined {
  const path = address
    .replace(/^(?:https?|ssh):\/\/[^/]+\/|^[^/:]+:/i, "")
    .replace(/\/+$/, "")
    .replace(/\.git$/, "");
  return /^[\w-][\w.-]*\/[\w.-]+$/.test(path) ? path : undefined;
}
