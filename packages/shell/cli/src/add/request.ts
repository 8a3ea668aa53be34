/** From the command line to what is added, and where. */
import type { Addition, NewPolicy } from "@kalypso-actions/additions";
import { nearestName, present } from "@kalypso-actions/diagnostics";
import { didYouMean } from "../usage-error.ts";
import { type AddedKind, type AddOption, addedKinds, optionsOfKind } from "./declaration.ts";
import { environmentBranch, label, parseLabels, parseSelected, rules, subdomain } from "./values.ts";

export interface AddRequest {
  readonly addition: Addition;
  /** A checkout of the environment's branch. */
  readonly environmentFolder: string | undefined;
  readonly isDry: boolean;
  /** What becomes of the files. */
  readonly delivery: "write" | "commit" | "pull-request";
}

type Values = ReadonlyMap<string, string>;

function kindOf(text: string): AddedKind | undefined {
  return addedKinds.find((kind) => kind === text);
}

/** Options of others: ignored, they would not do what was meant. */
function strangers(kind: AddedKind, values: Values): readonly string[] {
  const all = new Set(Object.values(optionsOfKind).flat());
  return [...values.keys()].flatMap((name) => {
    const option = name as AddOption;
    if (!all.has(option) || optionsOfKind[kind].includes(option)) return [];
    const others = addedKinds.filter((other) => optionsOfKind[other].includes(option));
    return [`--${name} is not for ${kind}; ${others.join(", ")} ${others.length === 1 ? "has" : "have"} it`];
  });
}

/** What a kind cannot do without. */
function missing(kind: AddedKind, values: Values): readonly string[] {
  const ofPolicy = ["targets", "cluster-types", "environment", "environment-folder"];
  const needed = {
    environment: ["gitops-repo", "environment-folder"],
    "cluster-type": ["environment", "environment-folder", "reconciler"],
    workload: ["repo", ...(values.has("policy") ? ofPolicy : [])],
  }[kind];
  const absent = needed.filter((name) => !values.has(name)).map((name) => `--${name} is missing`);
  if (kind !== "workload" || values.has("policy")) return absent;
  const useless = ofPolicy.filter((name) => values.has(name));
  return [...absent, ...useless.map((name) => `--${name} needs --policy`)];
}

function malformed(kind: AddedKind, name: string, values: Values): readonly string[] {
  const rule = kind === "workload" ? subdomain : label;
  const problems = rule.accepts(name) ? [] : [`<name> is ${name}; expected ${rule.expected}`];
  for (const [option, text] of values) {
    const own = rules[option as AddOption];
    const used = option === "branch" && kind === "environment" ? environmentBranch : own;
    // What is no value at all is reported already.
    if (used === undefined || text === "" || text.startsWith("--") || used.accepts(text)) continue;
    problems.push(`--${option} is ${text}; expected ${used.expected}`);
  }
  if (values.has("clusters") && values.has("minimum-clusters"))
    problems.push("--clusters and --minimum-clusters are both given; expected one of them");
  return problems;
}

function policyOf(values: Values): NewPolicy | undefined {
  const name = values.get("policy");
  if (name === undefined) return undefined;
  return {
    name,
    environment: values.get("environment") ?? "",
    targets: parseSelected(values.get("targets") ?? "") ?? {},
    clusterTypes: parseSelected(values.get("cluster-types") ?? "") ?? {},
  };
}

function additionOf(kind: AddedKind, name: string, values: Values): Addition {
  const text = (option: AddOption, fallback = "") => values.get(option) ?? fallback;
  const labels = parseLabels(text("labels")) ?? {};
  const folder = values.get("folder");
  switch (kind) {
    case "environment":
      return {
        kind,
        name,
        repo: values.get("repo"),
        branch: text("branch", name),
        mainBranch: text("main-branch", "main"),
        commit: values.get("commit"),
        gitops: {
          repo: text("gitops-repo"),
          branch: text("gitops-branch", name),
          path: text("gitops-path", "."),
        },
        after: values.get("after"),
      };
    case "cluster-type": {
      const roster = present({
        clusters: values.get("clusters"),
        minimumClusters: values.get("minimum-clusters"),
      });
      return {
        kind,
        name,
        environment: text("environment"),
        folder,
        labels,
        reconciler: text("reconciler"),
        namespaceService: text("namespace-service", "default"),
        configType: text("config-type", "configmap"),
        roster,
      };
    }
    case "workload": {
      const workload = {
        repo: text("repo"),
        branch: text("branch", "main"),
        path: text("path", "workload/"),
      };
      return {
        kind,
        name,
        folder,
        labels,
        workload,
        workspace: values.get("workspace"),
        policy: policyOf(values),
      };
    }
  }
}

/** @returns the request, or everything that is wrong with it; neither if an operand is missing, which is told already */
export function readAddRequest(
  [what, name]: readonly string[],
  values: Values,
): { readonly request?: AddRequest; readonly problems: readonly string[] } {
  if (what === undefined || name === undefined) return { problems: [] };
  const kind = kindOf(what);
  if (kind === undefined) {
    const nearest = didYouMean(nearestName(what, addedKinds));
    return { problems: [`<what> is ${what}; expected ${addedKinds.join(", ")}${nearest}`] };
  }
  const problems = [...strangers(kind, values), ...missing(kind, values), ...malformed(kind, name, values)];
  const ways = ["commit-files", "pull-request"].filter((way) => values.has(way));
  if (ways.length > 1)
    problems.push("--commit-files and --pull-request are both given; expected one of them");
  if (problems.length > 0) return { problems };
  const addition = additionOf(kind, name, values);
  const environmentFolder = values.get("environment-folder");
  const delivery = values.has("pull-request")
    ? "pull-request"
    : values.has("commit-files")
      ? "commit"
      : "write";
  return { request: { addition, environmentFolder, isDry: values.has("dry-run"), delivery }, problems };
}
