/** What would stop init later, asked before anything is made. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import type { Visibility } from "@kalypso-actions/setup";
import { type Access, absent } from "./access.ts";
import { slugOf } from "./app.ts";
import { grantProblems } from "./grants.ts";
import { type Capabilities, capabilitiesOf, planProblems } from "./plans.ts";

/** What is to be made. */
export interface Asked {
  /** Or the login of the token's own person. */
  readonly organisation: string;
  readonly visibility: Visibility;
  /** `owner/name` of repositories that init has not made yet. */
  readonly repositories?: readonly string[];
  /** Titles of Apps that init has not made yet. */
  readonly apps?: readonly string[];
  /** Whether anything of it cannot do without. */
  readonly needs?: Partial<Capabilities>;
}

export interface Checked {
  readonly capabilities: Capabilities;
  /** All problems; what cannot be known is a warning. */
  readonly diagnostics: readonly Diagnostic[];
}

function problem(message: string, hint: string): Diagnostic {
  return { severity: "error", code: "setup-refused", message, hint };
}

interface Owner {
  readonly isOrganisation: boolean;
  readonly login: string;
}

/** The problems with the owner itself, and the name of its plan if GitHub tells it. */
async function checkOwner(access: Access, { organisation, visibility }: Asked, me: Me) {
  const diagnostics: Diagnostic[] = [];
  const at = access.at(`${organisation}/*`);
  const account = await at.requestOr(`find ${organisation}`, absent, ({ rest }) =>
    rest.users.getByUsername({ username: organisation }),
  );
  if (account === undefined) {
    const what = `there is no organisation or user ${organisation} on ${access.server.url}`;
    return { diagnostics: [problem(what, "Check -o. Init makes no organisation.")] };
  }
  const owner: Owner = { isOrganisation: account.data.type === "Organization", login: account.data.login };
  if (!owner.isOrganisation) {
    if (owner.login.toLowerCase() !== me.login.toLowerCase())
      diagnostics.push(
        problem(
          `${organisation} is another user than ${me.login}, whose token this is`,
          "Pass your own login, or an organisation's, with -o.",
        ),
      );
    if (visibility === "internal")
      diagnostics.push(
        problem("only organisations have internal repositories", "Pass --visibility private or public."),
      );
    return { owner, plan: me.plan, diagnostics };
  }
  const details = await at.requestOr(`read the organisation ${organisation}`, absent, ({ rest }) =>
    rest.orgs.get({ org: organisation }),
  );
  if (details?.data.members_can_create_repositories === false)
    diagnostics.push({
      ...problem(
        `members of ${organisation} may not create repositories; its owners may`,
        "Use a token of an owner, or let members create repositories in the organisation's settings.",
      ),
      severity: "warning",
    });
  return { owner, plan: details?.data.plan?.name, diagnostics };
}

interface Me {
  readonly login: string;
  readonly plan: string | undefined;
  /** Of a classic token; undefined for others, which do not say what they may do. */
  readonly scopes: readonly string[] | undefined;
}

async function whose(access: Access, organisation: string): Promise<Me> {
  const { data, headers } = await access
    .at(`${organisation}/*`)
    .request("ask whose token it is", ({ rest }) => rest.users.getAuthenticated());
  const said = headers["x-oauth-scopes"];
  const scopes = typeof said === "string" ? said.split(",").map((scope) => scope.trim()) : undefined;
  const { plan } = data as { readonly plan?: { readonly name: string } };
  return { login: data.login, plan: plan?.name, scopes: scopes?.filter(Boolean) };
}

async function takenNames(access: Access, { organisation, repositories = [], apps = [] }: Asked) {
  const diagnostics: Diagnostic[] = [];
  for (const name of repositories) {
    const at = access.at(name);
    const there = await at.requestOr("read the repository", absent, ({ rest }) =>
      rest.repos.get({ ...at.at }),
    );
    if (there === undefined) continue;
    const isRenamed = there.data.full_name.toLowerCase() !== name.toLowerCase();
    if (!isRenamed)
      diagnostics.push(
        problem(
          `there is already a repository ${name}`,
          "Choose another prefix with -p, or rename that one.",
        ),
      );
  }
  for (const title of apps) {
    const app = await access
      .at(`${organisation}/*`)
      .requestOr(`read the App ${title}`, absent, ({ rest }) =>
        rest.apps.getBySlug({ app_slug: slugOf(title) }),
      );
    if (app !== undefined)
      diagnostics.push(
        problem(
          `there is already an App ${title}; names of Apps are unique on all of GitHub`,
          "Choose another prefix with -p, or pass that App with --app-id and --app-key-file.",
        ),
      );
    else if (title.length > 34)
      diagnostics.push(
        problem(
          `${title} is too long for the name of an App, which has at most 34 characters`,
          "Choose a shorter prefix with -p.",
        ),
      );
  }
  return diagnostics;
}

/** @throws DiagnosticError github-* if GitHub cannot be asked, or does not know the token */
export async function preflight(access: Access, asked: Asked): Promise<Checked> {
  const { organisation, visibility, needs = {} } = asked;
  let me: Me;
  try {
    me = await whose(access, organisation);
  } catch (error) {
    if (!(error instanceof DiagnosticError) || error.diagnostics[0]?.code !== "setup-refused") throw error;
    const hint = "Use a person's token: a workflow's or an App's cannot administrate an owner.";
    const diagnostics = error.diagnostics.map((each) => ({ ...each, hint }));
    return { capabilities: capabilitiesOf(undefined, visibility), diagnostics };
  }
  const checked = await checkOwner(access, asked, me);
  const { owner, plan } = checked;
  const capabilities = capabilitiesOf(plan, visibility);
  if (owner === undefined) return { capabilities, diagnostics: checked.diagnostics };
  const diagnostics = [
    ...checked.diagnostics,
    ...(await grantProblems(access, { ...owner, scopes: me.scopes })),
    ...planProblems({ plan, visibility, needs, capabilities }),
    ...(await takenNames(access, asked)),
  ];
  return { capabilities, diagnostics };
}
