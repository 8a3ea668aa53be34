/** From the command line to what a platform is to be. */
import type { AzureSettings, Capabilities, Settings } from "@kalypso-actions/setup";

type Values = ReadonlyMap<string, string>;

/** What the command line says; GitHub and Azure say the rest. */
export interface InitRequest {
  readonly settings: Omit<Settings, "azure" | "capabilities">;
  readonly location: string | undefined;
  readonly clusters: readonly string[];
  readonly app: { readonly id: string; readonly keyFile: string } | undefined;
  readonly printsAz: boolean;
  /** The folder for the manifests of clusters that init does not make. */
  readonly out: string | undefined;
  readonly isDry: boolean;
  readonly asks: boolean;
}

export interface DestroyRequest {
  readonly organisation: string;
  readonly prefix: string;
  readonly isDry: boolean;
  /** The prefix, once more. */
  readonly consent: string | undefined;
}

function listed(text: string, separator = ","): readonly string[] {
  return text
    .split(separator)
    .map((item) => item.trim())
    .filter(Boolean);
}

/** @returns logins and teams by environment; undefined for another form than `a=x+y,b=z` */
function parseReviewers(text: string): Readonly<Record<string, readonly string[]>> | undefined {
  const entries = listed(text).map((item): readonly [string, readonly string[]] => {
    const [environment = "", names = ""] = item.split("=");
    return [environment.trim(), listed(names, "+")];
  });
  const isFine = entries.every(
    ([environment, names]) =>
      environment !== "" && names.length > 0 && names.every((name) => /^[\w-]+(?:\/[\w-]+)?$/.test(name)),
  );
  return isFine ? Object.fromEntries(entries) : undefined;
}

function credentialsOf(values: Values): Settings["credentials"] {
  if (values.has("token-only")) return "token";
  return values.has("team-app") ? "two-apps" : "one-app";
}

function* conflicts(values: Values): Iterable<string> {
  const together = (a: string, b: string) => values.has(a) && values.has(b);
  if (together("clusters", "no-clusters"))
    yield "--clusters and --no-clusters are both given; expected one of them";
  for (const option of ["team-app", "app-id", "app-key-file"])
    if (together("token-only", option))
      yield `--token-only and --${option} are both given; expected one of them`;
  if (values.has("app-id") !== values.has("app-key-file"))
    yield values.has("app-id")
      ? "--app-key-file is missing: the key of --app-id"
      : "--app-id is missing: the App of --app-key-file";
  if (
    values.has("health") &&
    values.get("health") !== "resource-graph" &&
    values.has("print-az") &&
    values.has("no-clusters")
  )
    yield "--print-az has nothing to print: commit statuses without clusters need nothing of Azure";
}

export function readInitRequest(
  values: Values,
  server: string,
): { readonly request?: InitRequest; readonly problems: readonly string[] } {
  const problems = [...conflicts(values)];
  const reviewers = parseReviewers(values.get("reviewers") ?? "");
  if (reviewers === undefined)
    problems.push(
      `--reviewers is ${values.get("reviewers")}; expected such as stage=ada+grace,prod=acme/release`,
    );
  const health = values.get("health") === "commit-statuses" ? "commit-statuses" : "resource-graph";
  const hasClusters = !values.has("no-clusters") && (health === "resource-graph" || values.has("clusters"));
  const clusters = hasClusters ? listed(values.get("clusters") ?? "drone,large") : [];
  if (clusters.length > 0 && !values.has("location"))
    problems.push("--location is missing: where the clusters are");
  if (problems.length > 0) return { problems };
  const [id, keyFile] = [values.get("app-id"), values.get("app-key-file")];
  const settings = {
    server,
    organisation: values.get("organisation") ?? "",
    prefix: values.get("prefix") ?? "",
    environments: listed(values.get("environments") ?? "dev,stage"),
    // What is none of the choices is reported already.
    visibility: (values.get("visibility") ?? "private") as Settings["visibility"],
    health,
    statusCreators: listed(values.get("status-creators") ?? ""),
    credentials: credentialsOf(values),
    reviewers: reviewers ?? {},
    actions: values.get("actions") ?? "kalypso-actions/kalypso-actions@v1",
    gitUser: values.get("git-user"),
  } as const;
  return {
    request: {
      settings,
      location: values.get("location"),
      clusters,
      app: id === undefined || keyFile === undefined ? undefined : { id, keyFile },
      printsAz: values.has("print-az"),
      out: values.get("out"),
      isDry: values.has("dry-run"),
      asks: !values.has("yes"),
    },
    problems,
  };
}

export function readDestroyRequest(values: Values): DestroyRequest {
  return {
    organisation: values.get("organisation") ?? "",
    prefix: values.get("prefix") ?? "",
    isDry: values.has("dry-run"),
    consent: values.get("yes"),
  };
}

/** @param subscription undefined if nobody is logged in to Azure */
export function settingsOf(
  { settings, location, clusters }: InitRequest,
  subscription: string | undefined,
  capabilities: Capabilities,
): Settings {
  const azure: AzureSettings | undefined =
    subscription === undefined ? undefined : { subscription, location: location ?? "", clusters };
  return { ...settings, azure, capabilities };
}

/** Whether anything of Azure is needed. */
export function needsAzure({ settings, clusters }: InitRequest): boolean {
  return settings.health === "resource-graph" || clusters.length > 0;
}

/** What GitHub's plan has to have. */
export function needsOf({ settings: { reviewers } }: InitRequest): Partial<Capabilities> {
  return Object.keys(reviewers).length === 0 ? {} : { environments: true, reviewers: true };
}
