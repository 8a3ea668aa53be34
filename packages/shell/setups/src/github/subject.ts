/** The subject of the OIDC tokens of a repository's jobs, as GitHub tells it: docs/platforms.md. */
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import type { Access } from "./access.ts";

interface Customization {
  readonly use_default: boolean;
  readonly include_claim_keys?: readonly string[];
  /** Of repositories whose subjects name ids; absent on older servers. */
  readonly sub_claim_prefix?: string;
}

/** @param context what comes after the repository: `environment:kalypso`, `ref:refs/heads/main` */
export async function subjectOf(access: Access, repository: string, context: string): Promise<string> {
  const at = access.at(repository);
  const answer = await at.request("read the OIDC settings", ({ request }) =>
    request("GET /repos/{owner}/{repo}/actions/oidc/customization/sub", { ...at.at }),
  );
  const { use_default, include_claim_keys = [], sub_claim_prefix } = answer.data as Customization;
  const isUsual = use_default || include_claim_keys.join() === "repo,context";
  if (!isUsual)
    throw new DiagnosticError({
      severity: "error",
      code: "setup-refused",
      message: `the OIDC subject of ${repository} is customised (${include_claim_keys.join(", ")}), and what its jobs send is not known before they run`,
      hint: "Run init with --print-az, and create the federated credential with the subject that azure/login prints.",
    });
  return `${sub_claim_prefix || `repo:${repository}`}:${context}`;
}
