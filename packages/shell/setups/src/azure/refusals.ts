/** What az says when it fails, into diagnostics. */
import { type Diagnostic, type DiagnosticCode, DiagnosticError, visible } from "@kalypso-actions/diagnostics";
import type { Ended } from "./process.ts";

const unknownToGraph =
  /^Resource '[^']*' does not exist or one of its queried reference-property objects are not present/;

/** A command of the Azure CLI that failed. */
export class AzRefusal extends DiagnosticError {
  /** What az has printed as its error, without the word ERROR. */
  readonly said: string;
  /** Azure's own code, such as `ResourceGroupNotFound`. */
  readonly azureCode: string | undefined;
  /**
   * Whether something that the command names does not exist. az exits with 3 then, and for nothing else, but with 1 for
   * what Microsoft Graph does not find, unless the command is a `show`.
   */
  readonly isNotFound: boolean;

  constructor(diagnostic: Diagnostic, said: string, exitCode: number | null) {
    super(diagnostic);
    this.said = said;
    this.azureCode = /^\((\w+)\)/.exec(said)?.[1];
    this.isNotFound = exitCode === 3 || unknownToGraph.test(said);
  }
}

interface Explanation {
  readonly code: DiagnosticCode;
  readonly hint: string;
}

const explanations: readonly (readonly [RegExp, Explanation])[] = [
  [
    /Please run:? ?'?az login|AADSTS\d+|Interactive authentication is needed|refresh token has expired/i,
    {
      code: "azure-cli-login",
      hint: "Run `az login`, choose the subscription with `az account set --subscription`, then run again.",
    },
  ],
  [
    /AuthorizationFailed|LinkedAuthorizationFailed|Insufficient privileges|Authorization_RequestDenied|Directory permission is needed/,
    {
      code: "azure-denied",
      hint: "Ask for the permission it names: Owner, or User Access Administrator beside Contributor, on the subscription, and Application Developer in Microsoft Entra. Then run again; what exists is kept.",
    },
  ],
  [
    /too ?many ?requests|RateLimit|\b429\b|throttl/i,
    { code: "azure-limited", hint: "Wait some minutes, then run again; what exists is kept." },
  ],
  [
    /quota/i,
    {
      code: "azure-cli-refused",
      hint: "Use fewer or smaller nodes or another location, or ask for a higher quota in the Azure portal. Then run again; what exists is kept.",
    },
  ],
  [
    /LocationNotAvailable|InvalidResourceGroupLocation|NoRegisteredProviderFound/,
    {
      code: "azure-cli-refused",
      hint: "Choose another location: `az account list-locations --output table` lists them.",
    },
  ],
  [
    /VM size|SkuNotAvailable/,
    {
      code: "azure-cli-refused",
      hint: "Choose a size that the location offers: `az vm list-skus --location <location> --size Standard_D --output table`.",
    },
  ],
  [
    /RoleDefinitionWithSameNameExists/,
    {
      code: "azure-cli-refused",
      hint: "The names of custom roles are unique in a tenant. Choose another prefix, or remove that role.",
    },
  ],
];

const otherwise: Explanation = {
  code: "azure-cli-refused",
  hint: "Correct what it says, then run again; what exists is kept.",
};

/** az prints warnings before the error, and advice after it. */
function errorIn(stderr: string): string {
  const at = stderr.search(/^ERROR: /m);
  const text = at === -1 ? stderr : stderr.slice(at + "ERROR: ".length);
  return (text.split(/\n\n|\nCode: /)[0] ?? "").trim();
}

/** @param secret what must not be printed, even if az repeats it */
export function refusal(command: string, { exitCode, stderr }: Ended, secret: string | undefined): AzRefusal {
  const whole = secret ? stderr.replaceAll(secret, "***") : stderr;
  const said = errorIn(whole);
  const [, { code, hint }] = explanations.find(([pattern]) => pattern.test(said)) ?? [undefined, otherwise];
  const why = said === "" ? (exitCode === null ? "it was ended by a signal" : `exit code ${exitCode}`) : said;
  const message = `\`az ${command}\` failed: ${visible(why.slice(0, 1_000))}`;
  return new AzRefusal({ severity: "error", code, message, hint }, said, exitCode);
}
