/** What a token may do, as far as GitHub tells it before something is made. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import type { Access } from "./access.ts";

interface Grantee {
  readonly login: string;
  readonly isOrganisation: boolean;
  /** Of a classic token; undefined for a fine-grained one. */
  readonly scopes: readonly string[] | undefined;
}

const code = "setup-refused";

/** Each scope with those that include it. */
const scopesFor = (isOrganisation: boolean): readonly (readonly string[])[] => [
  ["repo"],
  ["workflow"],
  // Where Apps are installed.
  ...(isOrganisation ? [["read:org", "write:org", "admin:org"]] : []),
];

function scopeProblems({ isOrganisation }: Grantee, scopes: readonly string[]): readonly Diagnostic[] {
  const needed = scopesFor(isOrganisation);
  const names = needed.map(([name]) => name).join(",");
  return needed
    .filter((each) => !each.some((scope) => scopes.includes(scope)))
    .map(([name]) => ({
      severity: "error",
      code,
      message: `the token lacks the scope ${name}`,
      hint: `Make one with ${names}: \`gh auth refresh --scopes ${names}\`.`,
    }));
}

const unknowable = [
  "Administration",
  "Contents",
  "Workflows",
  "Environments",
  "Secrets",
  "Variables",
  "Actions",
  "Issues",
];

/** A fine-grained token does not say what it may do; that it may read something does not say that it may write it. */
async function tried(access: Access, { login, isOrganisation }: Grantee): Promise<readonly Diagnostic[]> {
  const untold: Diagnostic = {
    severity: "warning",
    code,
    message: `a fine-grained token does not say what it may do in repositories that are not there yet; init needs it to write: ${unknowable.join(", ")}`,
    hint: "Check the token's repository permissions, and that it is for all repositories of the owner.",
  };
  if (!isOrganisation) return [untold];
  const at = access.at(`${login}/*`);
  const listed = await at.requestOr(
    "list the installed Apps",
    { 403: false, 404: false },
    async ({ rest }) => {
      await rest.orgs.listAppInstallations({ org: login, per_page: 1 });
      return true;
    },
  );
  if (listed) return [untold];
  const missing: Diagnostic = {
    severity: "error",
    code,
    message: `the token may not list the Apps that are installed in ${login}`,
    hint: "Give it the organisation permission `Administration: read`. The organisation may have to approve the token, too.",
  };
  return [missing, untold];
}

export async function grantProblems(access: Access, grantee: Grantee): Promise<readonly Diagnostic[]> {
  const { scopes } = grantee;
  return scopes === undefined ? tried(access, grantee) : scopeProblems(grantee, scopes);
}
