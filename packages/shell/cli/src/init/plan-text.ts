/** A plan, and what init has made, for people. */
import type { Kind, Settings, Step } from "@kalypso-actions/setup";
import type { Line } from "../text.ts";

/** Kinds as people call several of them, in the order of the plan. */
const titles: Readonly<Record<Kind, string>> = {
  repository: "Repositories",
  content: "Contents of repositories",
  files: "Files added to branches",
  "actions-settings": "Actions settings",
  environment: "GitHub environments",
  variable: "Variables",
  secret: "Secrets",
  label: "Labels",
  ruleset: "Rulesets",
  "github-app": "GitHub Apps",
  installation: "Installations of Apps",
  "azure-application": "Entra applications",
  "federated-credential": "Federated credentials",
  "azure-role": "Azure roles",
  "role-assignment": "Role assignments",
  "resource-group": "Resource groups",
  "aks-cluster": "AKS clusters",
  "flux-configuration": "Flux configurations",
  "cluster-secret": "Secrets of clusters",
};

function subject({ thing }: Step): string {
  return thing.name.slice(thing.kind.length + 1);
}

function about({ thing }: Step): string {
  switch (thing.kind) {
    case "repository":
      return thing.wants.visibility;
    case "content":
      return `branches ${Object.keys(thing.wants.branches).join(", ")}`;
    case "files":
      return Object.keys(thing.wants.files).join(", ");
    case "environment": {
      const { branches, reviewers } = thing.wants;
      const approval = reviewers.length === 0 ? "" : `; approved by ${reviewers.join(", ")}`;
      return `for ${branches.join(", ")}${approval}`;
    }
    case "variable":
      return typeof thing.wants.value === "string" ? thing.wants.value : "";
    case "github-app":
      return Object.entries(thing.wants.permissions)
        .map(([name, level]) => `${name}: ${level}`)
        .join(", ");
    case "ruleset":
      return `pull requests only on ${thing.wants.branches.join(", ")}`;
    case "installation":
      return `${thing.wants.repositories.length} repositories`;
    case "flux-configuration":
      return `${thing.wants.path} of the branch ${thing.wants.branch}`;
    case "azure-role":
      return thing.wants.actions.join(", ");
    default:
      return "";
  }
}

/** What will be made, what is there, and how that differs. */
export function planText(steps: readonly Step[]): readonly Line[] {
  const lines: Line[] = [];
  for (const [kind, title] of Object.entries(titles)) {
    const own = steps.filter(({ thing }) => thing.kind === kind);
    if (own.length === 0) continue;
    lines.push([{ text: title, style: "bold" }]);
    for (const step of own) {
      const mark =
        step.action === "make"
          ? ({ text: "+ ", style: "green" } as const)
          : ({ text: "= ", style: "dim" } as const);
      const more = about(step);
      lines.push([
        "  ",
        mark,
        subject(step),
        ...(more === "" ? [] : ([{ text: `  ${more}`, style: "dim" }] as const)),
      ]);
      for (const difference of step.differences)
        lines.push(["    ", { text: "differs: ", style: "yellow" }, `${difference}; left as it is`]);
    }
  }
  return lines;
}

/** What weakens a platform, as soon as it is there. */
export function weaknesses({ credentials, capabilities, visibility }: Settings): readonly string[] {
  return [
    ...(credentials === "token"
      ? [
          "One token does everything, in the name of its owner: whoever can push to a listed branch can use it, and runs that it starts cannot be told from its owner's. Use an App for more than a trial.",
        ]
      : []),
    ...(capabilities.environments
      ? []
      : [
          `The plan has no environments for ${visibility} repositories: every workflow on every branch can read the key, and nobody approves promotions.`,
        ]),
    ...(capabilities.rulesets
      ? []
      : [
          `The plan has no rulesets for ${visibility} repositories: whoever can write can push to every branch.`,
        ]),
  ];
}

/** What exists, in the tutorial's form, and what is next. */
export function summaryText(settings: Settings, steps: readonly Step[]): readonly Line[] {
  const { server, prefix, azure, environments } = settings;
  const named = (kind: Kind) => steps.filter(({ thing }) => thing.kind === kind);
  const clusters = named("aks-cluster").flatMap(({ thing }) =>
    thing.kind === "aks-cluster" ? [thing.wants.cluster] : [],
  );
  const rule = "---------------------------------";
  const created = steps.some(({ thing, action }) => thing.kind === "repository" && action === "make")
    ? "Created repositories"
    : "Repositories";
  return [
    "",
    [{ text: "The platform is complete.", style: "green" }],
    rule,
    `${created}:`,
    ...named("repository").map((step) => `  - ${server}/${subject(step)}`),
    rule,
    ...(clusters.length === 0
      ? []
      : [
          `AKS clusters in the resource group ${prefix}-rg (${azure?.location}):`,
          ...clusters.map((name) => `  - ${name} (Flux)`),
          rule,
        ]),
    "What is next:",
    ...next(settings, clusters.length > 0).map((line, index) => `${index + 1}. ${line}`),
    "",
    `${environments[0]} gets the first promotion now: ${server}/${settings.organisation}/${prefix}-control-plane/actions`,
  ];
}

function next(
  { environments, organisation, prefix, health, server }: Settings,
  hasClusters: boolean,
): readonly string[] {
  const [first = ""] = environments;
  const gitops = `${server}/${organisation}/${prefix}-platform-gitops`;
  return [
    ...(hasClusters
      ? []
      : [
          health === "resource-graph"
            ? `Let each cluster follow the folder of its cluster type in ${gitops}, by a Flux configuration on Azure.`
            : `Let each cluster follow the folder of its cluster type in ${gitops}, and report commit statuses: docs/health.md.`,
        ]),
    `Merge the pull request that appears in ${gitops} for ${first}.`,
    "Onboard an application: `kalypso add workload`.",
  ];
}
