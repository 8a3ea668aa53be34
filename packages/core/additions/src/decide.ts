/** Decides which files an addition consists of, or why it cannot be made. */
import {
  type Diagnostic,
  hasErrors,
  nearestOrShort,
  type Outcome,
  sortDiagnostics,
} from "@kalypso-actions/diagnostics";
import { normalisePath, normaliseRepository } from "@kalypso-actions/names";
import type { Addition, NewEnvironment, NewFile } from "./addition.ts";
import { checkCheckouts } from "./checkouts.ts";
import { clusterTypeFiles } from "./cluster-type-files.ts";
import { environmentFiles } from "./environment-files.ts";
import { type Existing, environmentsOf } from "./existing.ts";
import { obstacles } from "./obstacles.ts";
import { workloadFiles } from "./workload-files.ts";

/** What has to be written; files that are there with the same text are not among them. */
interface Decision {
  readonly files: readonly NewFile[];
  /** The files of the addition that are there already, as they would be written. */
  readonly kept: readonly NewFile[];
  /** The control plane's address; undefined unless an environment is added. */
  readonly repo: string | undefined;
}

/** The environment to whose branch something is added; undefined for a new one, and for main. */
export function environmentOf(addition: Addition): string | undefined {
  if (addition.kind === "environment") return undefined;
  return addition.kind === "cluster-type" ? addition.environment : addition.policy?.environment;
}

function unknownEnvironment(name: string, existing: Existing): Diagnostic {
  const known = environmentsOf(existing).map((environment) => environment.name);
  const nearest = nearestOrShort(name, known);
  const list = known.length === 0 ? "it lists none" : `it lists ${known.join(", ")}`;
  return {
    severity: "error",
    code: "environment-unknown",
    message: `main in ${existing.main.folder} lists no environment \`${name}\`; ${list}`,
    hint:
      nearest === undefined
        ? "Name one of these, or add it first: `kalypso add environment`."
        : `Did you mean \`${nearest}\`?`,
  };
}

function unknownEnvironments(addition: Addition, existing: Existing): readonly Diagnostic[] {
  const { broken } = existing.main.set;
  const named = addition.kind === "environment" ? addition.after : environmentOf(addition);
  if (named === undefined || broken.mayBe("Environment", named)) return [];
  const isKnown = environmentsOf(existing).some(({ name }) => name === named);
  return isKnown ? [] : [unknownEnvironment(named, existing)];
}

/** The address of the control plane, as the environments on main write it. */
function repoOf({ repo, name }: NewEnvironment, existing: Existing): Outcome<string | undefined> {
  if (repo !== undefined) return { value: repo, diagnostics: [] };
  // The environment itself may be there already, from a run that was ended.
  const others = environmentsOf(existing).filter((environment) => environment.name !== name);
  const listed = others.length > 0 ? others : environmentsOf(existing);
  const addresses = listed.map(({ data }) => data.spec.controlPlane.repo);
  const [first, ...rest] = [...new Map(addresses.map((one) => [normaliseRepository(one), one])).values()];
  if (first !== undefined && rest.length === 0) return { value: first, diagnostics: [] };
  const found = first === undefined ? "main lists no environment" : "the environments on main name several";
  const diagnostic: Diagnostic = {
    severity: "error",
    code: "input-missing",
    message: `the control plane's address is not known: ${found}`,
    hint: "Pass it with `--repo https://<host>/<owner>/<repository>`.",
  };
  return { value: undefined, diagnostics: [diagnostic] };
}

function rootOf(addition: Addition, existing: Existing): string {
  const name = environmentOf(addition);
  const found = environmentsOf(existing).find((environment) => environment.name === name);
  return normalisePath(found?.data.spec.controlPlane.path ?? "");
}

function filesOf(addition: Addition, root: string, repo: string | undefined): readonly NewFile[] {
  switch (addition.kind) {
    case "environment":
      return repo === undefined ? [] : environmentFiles(addition, repo);
    case "cluster-type":
      return clusterTypeFiles(addition, root);
    case "workload":
      return workloadFiles(addition, root);
  }
}

/**
 * The files of an addition, none of which replaces another. Their content is checked afterwards, together with everything
 * that is there: nobody but a reader of the whole knows whether a name is taken.
 * @returns no decision with errors
 */
export function decide(addition: Addition, existing: Existing): Outcome<Decision | undefined> {
  const root = rootOf(addition, existing);
  const repo = addition.kind === "environment" ? repoOf(addition, existing) : undefined;
  const wanted = filesOf(addition, root, repo?.value);
  const { kept, diagnostics: inTheWay } = obstacles(wanted, existing);
  const diagnostics = sortDiagnostics([
    ...checkCheckouts(addition, existing, root),
    ...unknownEnvironments(addition, existing),
    ...(repo?.diagnostics ?? []),
    ...inTheWay,
  ]);
  if (hasErrors(diagnostics)) return { value: undefined, diagnostics };
  const files = wanted.filter((file) => !kept.includes(file));
  return { value: { files, kept, repo: repo?.value }, diagnostics };
}
