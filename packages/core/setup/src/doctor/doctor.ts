import { type Diagnostic, sortDiagnostics } from "@kalypso-actions/diagnostics";
import { app } from "./app.ts";
import { chain } from "./chain.ts";
import { expectedConfigurations, fluxVersions, followedTypes } from "./clusters.ts";
import { controlPlaneWorkflows, gitopsWorkflows } from "./files.ts";
import { controlPlaneKey, gitopsKey, token } from "./keys.ts";
import type { ObservedPlatform } from "./observed.ts";
import type { Check } from "./problem.ts";
import { rulesets } from "./rulesets.ts";
import { controlPlaneVariables, gitopsVariables, oneGitOps } from "./variables.ts";

/** What is checked, in words for people. */
const checks: Readonly<Record<string, Check>> = {
  "workflows of the control plane": controlPlaneWorkflows,
  "workflows of the GitOps repository": gitopsWorkflows,
  "variables of the control plane": controlPlaneVariables,
  "variables of the GitOps repository": gitopsVariables,
  "one GitOps repository": oneGitOps,
  "order of promotion": chain,
  "key in the control plane": controlPlaneKey,
  "key in the GitOps repository": gitopsKey,
  "permissions of the App": app,
  "rulesets in the way": rulesets,
  "a cluster for each cluster type": followedTypes,
  "a cluster type for each configuration": expectedConfigurations,
  "versions of Flux": fluxVersions,
  "end of the token": token,
};

interface Diagnosis {
  /** In the order in which they are told. */
  readonly diagnostics: readonly Diagnostic[];
  /** The names of what was checked. */
  readonly checked: readonly string[];
  /** The names of what was not, because something that it needs could not be read. */
  readonly unchecked: readonly string[];
}

/** Everything that is wrong with a running platform, as far as it can be seen, and what to do about it. */
export function diagnose(platform: ObservedPlatform): Diagnosis {
  const results = Object.entries(checks).map(([name, check]) => ({ name, found: check(platform) }));
  return {
    diagnostics: sortDiagnostics(results.flatMap(({ found }) => found ?? [])),
    checked: results.filter(({ found }) => found !== undefined).map(({ name }) => name),
    unchecked: results.filter(({ found }) => found === undefined).map(({ name }) => name),
  };
}
