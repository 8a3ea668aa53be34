/** The workflows that an existing platform lacks, from the example repositories. */
import { withAddresses } from "../contents/addresses.ts";
import type { Examples } from "../contents/contents.ts";
import { placeOf, type RepositoryRole } from "../repositories.ts";
import type { Settings } from "../settings.ts";

/** Texts by path. */
type Files = Readonly<Record<string, string>>;

/** Texts by path, by branch, of the platform's two repositories. */
export interface PlatformWorkflows {
  readonly controlPlane: Readonly<Record<string, Files>>;
  readonly gitops: Readonly<Record<string, Files>>;
}

const folder = ".github/workflows/";
/** Of no use without an edit: for platforms with more assignments than one job can render. */
const optional = ["schedule-environment-in-shards.yml"];

function examplesIn(examples: Examples, role: RepositoryRole, branch: string): Files {
  const entries = Object.entries(examples[role]?.[branch] ?? {});
  const isWanted = (path: string) => path.startsWith(folder) && !optional.includes(path.slice(folder.length));
  return Object.fromEntries(entries.filter(([path]) => isWanted(path)));
}

/** A name of a branch or environment, as YAML takes it for a text. */
function scalar(text: string): string {
  const isPlain = /^[A-Za-z][\w./-]*$/.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}

/** The lines of the examples for the environment dev, for another environment. */
function forPlace(text: string, names: { readonly environment: string; readonly branch: string }): string {
  return text
    .replace(/^( +branches:) \[dev\]$/m, (_, key: string) => `${key} [${scalar(names.branch)}]`)
    .replace(/^( +environment:) dev$/m, (_, key: string) => `${key} ${scalar(names.environment)}`)
    .replace(/^( +branch:) dev$/m, (_, key: string) => `${key} ${scalar(names.branch)}`);
}

/**
 * The notification of a GitOps branch. One that several environments share names none: the action finds those whose folders a
 * push has changed, for which it needs the commit before.
 */
function notification(text: string, branch: string, environments: readonly (readonly [string, string])[]) {
  const [only, ...others] = environments;
  if (only === undefined) return text;
  const [environment, path] = only;
  const placed = forPlace(text, { environment, branch });
  if (others.length > 0)
    return placed
      .replace(/^( +)environment: (?!kalypso$).*\n/m, "")
      .replace(
        /^( +)persist-credentials: false$/m,
        (line, indent: string) => `${indent}fetch-depth: 0\n${line}`,
      );
  const line = `gitops-path: ${scalar(path)}`;
  return path === ""
    ? placed
    : placed.replace(
        /^( +)environment: (?!kalypso$).*$/m,
        (own, indent: string) => `${own}\n${indent}${line}`,
      );
}

/** The workflows of every branch of an existing platform. */
export function platformWorkflows(examples: Examples, settings: Settings): PlatformWorkflows {
  const { environments, existing } = settings;
  const finish = (files: Files): Files =>
    Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path, withAddresses(text, path, settings)]),
    );
  const controlPlane: Record<string, Files> = { main: finish(examplesIn(examples, "control-plane", "main")) };
  const gitops: Record<string, Record<string, string>> = {};
  const onBranch = examplesIn(examples, "control-plane", "dev");
  const ofGitops = examplesIn(examples, "platform-gitops", "dev");
  const notify = `${folder}check-promote.yml`;
  const removals = `${folder}removals.yml`;
  const shared = new Map<string, (readonly [string, string])[]>();
  for (const environment of environments) {
    const { branch, gitopsBranch, gitopsPath } = placeOf(settings, environment);
    const own = Object.entries(onBranch).map(([path, text]) => [
      path,
      forPlace(text, { environment, branch }),
    ]);
    controlPlane[branch] = { ...controlPlane[branch], ...finish(Object.fromEntries(own)) };
    shared.set(gitopsBranch, [...(shared.get(gitopsBranch) ?? []), [environment, gitopsPath]]);
  }
  for (const [branch, own] of shared)
    gitops[branch] = { ...finish({ [notify]: notification(ofGitops[notify] ?? "", branch, own) }) };
  const first = existing?.gitopsDefaultBranch ?? "";
  // Events of pull requests start the default branch's copy.
  if (first !== "") gitops[first] = { ...gitops[first], ...finish({ [removals]: ofGitops[removals] ?? "" }) };
  return { controlPlane, gitops };
}
