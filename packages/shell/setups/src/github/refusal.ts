/** What a refusal of GitHub's means for somebody who sets a platform up: which permission or plan is missing. */
import { type Diagnostic, DiagnosticError } from "@kalypso-actions/diagnostics";
import { isRequestError, messageOf } from "@kalypso-actions/github";

interface Permission {
  /** As the page of fine-grained tokens has it. */
  readonly name: string;
  /** Of a classic token. */
  readonly scope: string;
}

const write = (name: string, scope = "repo"): Permission => ({ name: `${name}: write`, scope });
const read = (name: string, scope = "repo"): Permission => ({ name: `${name}: read`, scope });

/** By the end of a request's path, the more specific first: https://docs.github.com/rest/authentication. */
const permissions: readonly (readonly [path: RegExp, reads: Permission, writes: Permission])[] = [
  [/\/environments\/[^/]+\/(?:variables|secrets)\b/, read("Environments"), write("Environments")],
  [/\/environments\b/, read("Actions"), write("Administration")],
  [/\/actions\/variables\b/, read("Variables"), write("Variables")],
  [/\/actions\/secrets\b/, read("Secrets"), write("Secrets")],
  [/\/actions\/oidc\b/, read("Actions"), write("Actions")],
  [/\/actions\/permissions\b/, read("Administration"), write("Administration")],
  [/\/labels\b/, read("Issues"), write("Issues")],
  [/\/rulesets\b/, read("Metadata"), write("Administration")],
  [
    /\/orgs\/[^/]+\/installations$/,
    read("Organization administration", "admin:org or read:org"),
    write("Organization administration", "admin:org"),
  ],
  [
    /\/orgs\/[^/]+\/teams\b/,
    read("Members (of the organization)", "read:org"),
    write("Members", "admin:org"),
  ],
  [/\/(?:orgs\/[^/]+|user)\/repos$/, read("Metadata"), write("Administration")],
  [/\/branches\b|\/git\b|\/contents\b/, read("Contents"), write("Contents")],
  [/\/repos\/[^/]+\/[^/]+$/, read("Metadata"), write("Administration")],
];

/** GitHub's words for what a plan lacks. */
const planWords = /upgrade to github|billing plan|visibility can't be/i;

function permissionFor(method: string, path: string): Permission | undefined {
  const found = permissions.find(([pattern]) => pattern.test(path));
  if (found === undefined) return undefined;
  return method === "GET" ? found[1] : found[2];
}

interface Refused {
  readonly status: number;
  readonly method: string;
  readonly path: string;
  /** GitHub's words. */
  readonly said: string;
}

function hintFor({ status, method, path, said }: Refused): string {
  if (planWords.test(said))
    return "The owner's plan lacks this for private repositories. Use a plan that has it, or --visibility public.";
  const permission = permissionFor(method, path);
  if (status === 422 || permission === undefined)
    return "Correct what GitHub's answer names, and run the same command again.";
  const deletes = method === "DELETE" && /\/repos\/[^/]+\/[^/]+$/.test(path);
  const scope = deletes ? "delete_repo" : permission.scope;
  return `Use a fine-grained token with \`${permission.name}\`, or a classic one with the scope ${scope}. An organisation may have to allow the token first.`;
}

/** @returns undefined unless GitHub has understood a request, and refused it */
export function refusal(error: unknown): Diagnostic | undefined {
  if (!(error instanceof DiagnosticError) || !isRequestError(error.cause)) return undefined;
  const { cause, diagnostics } = error;
  const [problem] = diagnostics;
  const isPlain = ["github-denied", "github-missing", "github-refused"].includes(problem?.code ?? "");
  if (problem === undefined || !isPlain || ![403, 404, 422].includes(cause.status)) return undefined;
  const request = (cause.request ?? {}) as { readonly method?: string; readonly url?: string };
  const { method = "GET", url = "" } = request;
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  const hint = hintFor({ status: cause.status, method, path, said: messageOf(cause) });
  return { ...problem, code: "setup-refused", hint };
}
