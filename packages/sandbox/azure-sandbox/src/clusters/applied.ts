/** What a person has applied to a cluster by hand, with kubectl: how it follows and reports. */
import { data, documentsOf, type Manifest, parseManifests, text } from "./manifest.ts";

/** By kind and name. */
type Objects = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

function objectsOf(content: string): Objects {
  return new Map(
    documentsOf(content).map((document) => {
      const object = data(document);
      return [`${text(object["kind"])} ${text(data(object["metadata"])["name"])}`, object] as const;
    }),
  );
}

/** The strings of a Secret. */
function secretOf(objects: Objects, name: string): Readonly<Record<string, unknown>> {
  return data(objects.get(`Secret ${name}`)?.["stringData"]);
}

export interface AppliedFlux {
  /** Its sources and Kustomizations. */
  readonly own: readonly Manifest[];
  /** The password in the secret of a source. */
  readonly password: (secret: string) => string | undefined;
  /** The context of its commit statuses, their token, and the Kustomizations whose events become statuses. */
  readonly context: string;
  readonly statusToken: string;
  readonly told: readonly string[];
}

/** `'kalypso/' + event.metadata.clusterType`, the only CEL in use. */
function evaluated(expression: string, metadata: Readonly<Record<string, unknown>>): string {
  return expression
    .split(" + ")
    .map((term) => {
      const [, literal, field] = /^'([^']*)'$|^event\.metadata\.(\w+)$/.exec(term) ?? [];
      if (literal === undefined && field === undefined) throw new Error(`no CEL that is known here: ${term}`);
      return literal ?? text(metadata[field ?? ""]);
    })
    .join("");
}

/** @throws Error if there is no Alert with its Provider */
export function appliedFlux(content: string): AppliedFlux {
  const objects = objectsOf(content);
  const [, alert] = [...objects].find(([key]) => key.startsWith("Alert ")) ?? [];
  const rules = data(alert?.["spec"]);
  const provider = data(objects.get(`Provider ${text(data(rules["providerRef"])["name"])}`)?.["spec"]);
  if (text(provider["type"]) !== "github") throw new Error("no Provider of type github");
  const sources = Array.isArray(rules["eventSources"]) ? rules["eventSources"].map(data) : [];
  return {
    own: parseManifests(content).filter(({ kind }) => ["GitRepository", "Kustomization"].includes(kind)),
    password: (secret) => text(secretOf(objects, secret)["password"]) || undefined,
    context: evaluated(text(provider["commitStatusExpr"]), data(rules["eventMetadata"])),
    statusToken: text(secretOf(objects, text(data(provider["secretRef"])["name"]))["token"]),
    told: sources.filter(({ kind }) => kind === "Kustomization").map(({ name }) => text(name)),
  };
}

interface AppliedArgo {
  readonly platform: Manifest;
  /** The password for an address: that of the credentials whose address it begins with. */
  readonly password: (url: string) => string | undefined;
  readonly context: string;
}

/** @throws Error if there is no Application, or the notifications' templates name other things than its path and cluster */
export function appliedArgo(content: string): AppliedArgo {
  const objects = objectsOf(content);
  const platform = parseManifests(content).find(({ kind }) => kind === "Application");
  if (platform === undefined) throw new Error("no Application");
  const annotations = data(data(objects.get(`Application ${platform.name}`)?.["metadata"])["annotations"]);
  const notifications = data(objects.get("ConfigMap argocd-notifications-cm")?.["data"]);
  const deployed = documentsOf(text(notifications["template.platform-deployed"])).map(data)[0] ?? {};
  const label = text(data(data(deployed["github"])["status"])["label"]);
  const context = label
    .replace("{{.app.spec.source.path}}", text(data(platform.spec["source"])["path"]))
    .replace(
      '{{index .app.metadata.annotations "kalypso.io/cluster"}}',
      text(annotations["kalypso.io/cluster"]),
    );
  if (context.includes("{{")) throw new Error(`no label that is known here: ${label}`);
  const credentials = [...objects.values()]
    .filter(({ kind, metadata }) => {
      const type = text(data(data(metadata)["labels"])["argocd.argoproj.io/secret-type"]);
      return kind === "Secret" && ["repo-creds", "repository"].includes(type);
    })
    .map(({ stringData }) => data(stringData));
  return {
    platform,
    password: (url) =>
      credentials
        .filter((each) => url.startsWith(text(each["url"])))
        .map((each) => text(each["password"]))[0],
    context,
  };
}
