/** The texts of the options of `kalypso add`, each in its type. */
import type { Labels } from "@kalypso-actions/additions";
import {
  dnsLabel,
  dnsSubdomain,
  gitHubCommit,
  hasCredentials,
  isInnerPath,
  labelKey,
  labelValue,
  refName,
  repositoryAddress,
} from "@kalypso-actions/names";
import type { AddOption } from "./declaration.ts";

/** A branch that a workflow names: GitHub gives other characters a meaning there. */
const plainBranch = /^[\w./-]+$/;

function isRepository(text: string): boolean {
  return repositoryAddress.test(text) && !hasCredentials(text);
}

function isRelative(text: string): boolean {
  return isInnerPath(text) && !/\p{Cc}/u.test(text);
}

/** @returns undefined unless the text is `key=value,...` with each key once */
export function parseLabels(text: string): Labels | undefined {
  const pairs = text.split(",").map((pair) => pair.trim().split("="));
  const isValid = pairs.every(
    ([key = "", value, ...more]) =>
      labelKey.test(key) && value !== undefined && labelValue.test(value) && more.length === 0,
  );
  const labels = new Map(pairs.map(([key = "", value = ""]) => [key, value]));
  return isValid && labels.size === pairs.length ? Object.fromEntries(labels) : undefined;
}

/** `all` selects everything. */
export function parseSelected(text: string): Labels | undefined {
  return text === "all" ? {} : parseLabels(text);
}

interface Rule {
  readonly accepts: (text: string) => boolean;
  readonly expected: string;
}

function matching(pattern: RegExp, expected: string): Rule {
  return { accepts: (text) => pattern.test(text), expected };
}

export const label = matching(dnsLabel, "at most 63 lowercase letters, digits and -");
export const subdomain = matching(dnsSubdomain, "lowercase letters, digits, - and .");

const address: Rule = {
  accepts: isRepository,
  expected: "the https or ssh address of a git repository, without a password or token",
};
const branch = matching(refName, "a branch name, without refs/ in front");
const folder: Rule = { accepts: isRelative, expected: "a folder inside the repository, without .. or .git" };
const labels: Rule = {
  accepts: (text) => parseLabels(text) !== undefined,
  expected: "<key>=<value>,... with labels of Kubernetes, each key once",
};
const selected: Rule = {
  accepts: (text) => parseSelected(text) !== undefined,
  expected: "all, or <key>=<value>,... with labels of Kubernetes, each key once",
};

/** Other options take any text: what they name is looked up, or checked as the resource is. */
export const rules: Readonly<Partial<Record<AddOption, Rule>>> = {
  environment: label,
  after: label,
  repo: address,
  branch,
  path: folder,
  "main-branch": {
    accepts: (text) => refName.test(text) && plainBranch.test(text),
    expected: "a branch name of letters, digits, ., _, - and /",
  },
  commit: matching(gitHubCommit, "a full commit ID of 40 hexadecimal digits"),
  "gitops-repo": address,
  "gitops-branch": branch,
  "gitops-path": folder,
  labels,
  "minimum-clusters": matching(/^(?:0|[1-9]\d{0,5})$/, "a number"),
  workspace: matching(labelValue, "a label value of Kubernetes"),
  policy: subdomain,
  targets: selected,
  "cluster-types": selected,
  folder,
};

/** A new environment's branch is named in a workflow. */
export const environmentBranch = rules["main-branch"];
