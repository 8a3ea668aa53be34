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
  /** A platform that the Kalypso operator runs, `owner/name` of its control plane; undefined for a new one. */
  readonly existing: string | undefined;
  /** Brings the copied workflows to this release, and makes nothing else. */
  readonly updates: boolean;
  /** The order of promotion, if a person names it. */
  readonly environments: readonly string[] | undefined;
  readonly isDry: boolean;
  readonly asks: boolean;
}

export interface DestroyRequest {
  readonly organisation: string;
  readonly prefix: string;
  /** `owner/name` of the control plane of a platform that was there before. */
  readonly existing: string | undefined;
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

const repositoryForm = /^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/;

/** Options of new platforms: an existing one has all of this already. */
const ofNew = [
  "organisation",
  "visibility",
  "location",
  "clusters",
  "no-clusters",
  "out",
  "git-user",
  "team-app",
] as const;

/** What `--update` knows by the record. */
function* updateProblems(values: Values): Iterable<string> {
  const useful = ["update", "organisation", "prefix", "existing", "actions", "dry-run", "yes", "format"];
  if (!values.has("update")) return;
  for (const option of values.keys())
    if (!useful.includes(option))
      yield `--${option} is not for --update: the record of init says what the platform has`;
}

/** What says which platform. */
function* placeProblems(
  values: Values,
  needed: readonly string[],
  others: readonly string[],
): Iterable<string> {
  const existing = values.get("existing");
  if (existing === undefined) {
    for (const option of needed) if (!values.has(option)) yield `--${option} is missing`;
    return;
  }
  // What is no value at all is reported already.
  if (existing !== "" && !existing.startsWith("--") && !repositoryForm.test(existing))
    yield `--existing is ${existing}; expected <owner>/<repository>`;
  for (const option of others)
    if (values.has(option)) yield `--${option} is not for --existing: the platform is there already`;
}

/** What the names of an existing platform's Apps begin with. */
function prefixOf(controlPlane: string): string {
  const name = controlPlane.split("/")[1]?.toLowerCase() ?? "";
  const short = name.replace(/-?control-plane$/, "") || name;
  return short
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 32)
    .replace(/^-+|-+$/g, "");
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
  const problems = [
    ...placeProblems(
      values,
      ["organisation", "prefix", ...(values.has("update") ? [] : ["visibility"])],
      ofNew,
    ),
    ...updateProblems(values),
    ...conflicts(values),
  ];
  const reviewers = parseReviewers(values.get("reviewers") ?? "");
  if (reviewers === undefined)
    problems.push(
      `--reviewers is ${values.get("reviewers")}; expected such as stage=ada+grace,prod=acme/release`,
    );
  const health = values.get("health") === "commit-statuses" ? "commit-statuses" : "resource-graph";
  const existing = values.get("existing");
  const hasClusters =
    existing === undefined &&
    !values.has("update") &&
    !values.has("no-clusters") &&
    (health === "resource-graph" || values.has("clusters"));
  const clusters = hasClusters ? listed(values.get("clusters") ?? "drone,large") : [];
  if (clusters.length > 0 && !values.has("location"))
    problems.push("--location is missing: where the clusters are");
  if (problems.length > 0) return { problems };
  const [id, keyFile] = [values.get("app-id"), values.get("app-key-file")];
  const settings = {
    server,
    organisation: values.get("organisation") ?? existing?.split("/")[0] ?? "",
    prefix: values.get("prefix") ?? prefixOf(existing ?? ""),
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
      existing,
      updates: values.has("update"),
      environments: values.has("environments") ? settings.environments : undefined,
      isDry: values.has("dry-run"),
      asks: !values.has("yes"),
    },
    problems,
  };
}

export function readDestroyRequest(values: Values): {
  readonly request?: DestroyRequest;
  readonly problems: readonly string[];
} {
  const names = ["organisation", "prefix"];
  const problems = [...placeProblems(values, names, names)];
  if (problems.length > 0) return { problems };
  const request = {
    organisation: values.get("organisation") ?? "",
    prefix: values.get("prefix") ?? "",
    existing: values.get("existing"),
    isDry: values.has("dry-run"),
    consent: values.get("yes"),
  };
  return { request, problems };
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
