/** The workflows of a release, for every branch of a platform that has some, and what init wrote there. */
import { contentsOf, type Examples } from "../contents/contents.ts";
import { platformWorkflows } from "../existing/workflows.ts";
import type { InitRecord } from "../record.ts";
import { repositories, repositoryOf } from "../repositories.ts";
import type { Settings } from "../settings.ts";

interface Updated {
  /** `owner/name` */
  readonly repository: string;
  readonly branch: string;
  /** Texts by path. */
  readonly next: Readonly<Record<string, string>>;
  /** Git object ids by path; empty if the record does not have them. */
  readonly recorded: Readonly<Record<string, string>>;
}

type Texts = Readonly<Record<string, string>>;

/** What does not matter for workflows. */
const indifferent = {
  visibility: "private",
  health: "commit-statuses",
  statusCreators: [],
  credentials: "one-app",
  reviewers: {},
  azure: undefined,
  capabilities: { environments: true, reviewers: true, rulesets: true, autoMerge: true },
  gitUser: undefined,
} as const;

function recordedOf({ things }: InitRecord, repository: string, branch: string): Texts {
  const found = things.flatMap(({ kind, wants }): readonly Texts[] => {
    if (wants["repository"] !== repository) return [];
    const objects = (wants["objects"] ?? {}) as Readonly<Record<string, unknown>>;
    if (kind === "files" && wants["branch"] === branch) return [objects as Texts];
    return kind === "content" ? [(objects[branch] ?? {}) as Texts] : [];
  });
  return Object.assign({}, ...found);
}

function workflowsIn(files: Texts): Texts {
  return Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith(".github/workflows/")));
}

/** @param from where the actions come from, and the server */
export function updatedWorkflows(
  examples: Examples,
  record: InitRecord,
  from: Pick<Settings, "server" | "actions">,
): readonly Updated[] {
  const { organisation, prefix, environments, existing } = record;
  const settings: Settings = {
    ...indifferent,
    ...from,
    organisation,
    prefix,
    environments,
    existing: existing && { ...existing, workloads: [] },
  };
  const found: Updated[] = [];
  const add = (repository: string, branches: Readonly<Record<string, Texts>>) => {
    for (const [branch, files] of Object.entries(branches)) {
      const next = workflowsIn(files);
      if (Object.keys(next).length > 0)
        found.push({ repository, branch, next, recorded: recordedOf(record, repository, branch) });
    }
  };
  if (existing !== undefined) {
    const { controlPlane, gitops } = platformWorkflows(examples, settings);
    add(repositoryOf(settings, "platform-gitops"), gitops);
    add(repositoryOf(settings, "control-plane"), controlPlane);
    return found;
  }
  for (const role of repositories) add(repositoryOf(settings, role), contentsOf(role, examples, settings));
  return found;
}
