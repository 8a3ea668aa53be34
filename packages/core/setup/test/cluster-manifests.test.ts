import { readFileSync } from "node:fs";
import {
  dictionary,
  GoStruct,
  isFailure,
  parse as parseTemplate,
  render,
  strictOptions,
  type Value,
} from "@kalypso-actions/go-template";
import { placeOfStatus } from "@kalypso-actions/promotion";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { refusals } from "../../../../test/support/served-models.ts";
import type { OtherCluster } from "../src/cluster-manifests/cluster.ts";
import { applicationsSecret } from "../src/cluster-manifests/flux.ts";
import { clusterManifests } from "../src/cluster-manifests/index.ts";

const drone: OtherCluster = {
  manager: "flux",
  cluster: "drone-1",
  clusterType: "drone",
  url: "https://github.com/contoso/platform-gitops",
  branch: "dev",
  folder: "",
  isPrivate: true,
};
const large: OtherCluster = { ...drone, manager: "argo-cd", cluster: "eu-1", clusterType: "large" };

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, string>>;
}

function documents(text: string): readonly Manifest[] {
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

function only(text: string, kind: string, name?: string): Manifest {
  const found = documents(text).filter(
    (each) => each.kind === kind && (name ?? each.metadata.name) === each.metadata.name,
  );
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} of ${kind} ${name ?? ""}`);
  return found[0];
}

function goValue(value: unknown): Value {
  if (typeof value !== "object" || value === null) return String(value);
  return dictionary(Object.entries(value).map(([name, each]) => [name, goValue(each)] as const));
}

/** What Argo CD makes of a template's label, with Go's own template language. */
function labelOf(text: string, state: string): string {
  const notifications = only(text, "ConfigMap", "argocd-notifications-cm").data;
  const { github } = parse(notifications[`template.platform-${state}`] ?? "");
  const { metadata, spec } = only(text, "Application");
  const parsed = parseTemplate("label", github.status.label, strictOptions);
  if (isFailure(parsed)) throw new Error(parsed.message);
  const rendered = render(
    parsed,
    new GoStruct("main.Data", new Map([["app", goValue({ metadata, spec })]])),
    strictOptions,
  );
  if (!("text" in rendered)) throw new Error(JSON.stringify(rendered));
  return rendered.text;
}

const variants = [drone, large].flatMap((cluster) =>
  ["", "dev"].flatMap((folder) => [true, false].map((isPrivate) => ({ ...cluster, folder, isPrivate }))),
);

describe.each(variants)("$manager, folder '$folder', private: $isPrivate", (cluster) => {
  const text = clusterManifests(cluster);

  test("current releases accept every manifest", () => {
    expect(refusals(text)).toEqual([]);
  });

  test("the cluster follows its folder of the branch", () => {
    const folder = cluster.folder === "" ? cluster.clusterType : `${cluster.folder}/${cluster.clusterType}`;
    if (cluster.manager === "flux") {
      expect(only(text, "GitRepository").spec).toMatchObject({ url: drone.url, ref: { branch: "dev" } });
      expect(only(text, "Kustomization").spec).toMatchObject({
        path: `./${folder}`,
        prune: true,
        wait: true,
      });
    } else
      expect(only(text, "Application").spec).toMatchObject({
        source: { repoURL: drone.url, targetRevision: "dev", path: folder, directory: { recurse: true } },
      });
  });

  test("has the secret that the examples' template names, whether it needs a token or not", () => {
    const template = readFileSync(
      new URL("../../../../workflows-examples/control-plane/main/templates/arc-flux.yaml", import.meta.url),
      "utf8",
    );
    const [, name = ""] = /secretRef:\n\s+name: (\S+)/.exec(template) ?? [];
    if (cluster.manager === "argo-cd") return;
    expect(only(text, "Secret", name)).toMatchObject(
      cluster.isPrivate ? { stringData: {} } : { type: "Opaque" },
    );
    expect(text).toContain(applicationsSecret(cluster.isPrivate));
  });

  test("has secrets for reading only if that needs any", () => {
    const names = documents(text)
      .filter(({ kind }) => kind === "Secret")
      .map(({ metadata }) => metadata.name);
    const reading = cluster.manager === "flux" ? ["platform-gitops"] : ["gitops-repositories"];
    expect(names.filter((name) => reading.includes(name))).toEqual(cluster.isPrivate ? reading : []);
  });
});

test.each(["", "dev"])("the check of the clusters finds Flux's status in folder '%s'", (folder) => {
  const { spec } = only(clusterManifests({ ...drone, folder }), "Alert");
  const metadata = spec["eventMetadata"] as Readonly<Record<string, string>>;
  const context = `kalypso/${metadata["clusterType"]}/${metadata["cluster"]}`;
  expect(placeOfStatus(context, folder, new Set(["drone"]))).toEqual({
    clusterType: "drone",
    cluster: "drone-1",
  });
  expect(only(clusterManifests(drone), "Provider").spec["commitStatusExpr"]).toBe(
    "'kalypso/' + event.metadata.clusterType + '/' + event.metadata.cluster",
  );
});

test("Argo CD reports every state under one context, by a trigger of its own that is subscribed to", () => {
  const text = clusterManifests(large);
  const { data } = only(text, "ConfigMap", "argocd-notifications-cm");
  const states = Object.keys(data)
    .filter((key) => key.startsWith("template."))
    .map((key) => key.slice("template.platform-".length));
  expect(states).toEqual(["syncing", "deployed", "degraded", "sync-failed"]);
  const { annotations = {} } = only(text, "Application").metadata;
  for (const state of states) {
    expect(labelOf(text, state)).toBe("kalypso/large/eu-1");
    expect(annotations).toHaveProperty([`notifications.argoproj.io/subscribe.on-platform-${state}.github`]);
    const [trigger] = parse(data[`trigger.on-platform-${state}`] ?? "");
    expect(trigger).toMatchObject({ send: [`platform-${state}`] });
  }
  const { github } = parse(data["template.platform-deployed"] ?? "");
  expect(github.status.state).toBe("success");
});

test("has no token unless it is given, and then only where it belongs", () => {
  expect(clusterManifests(drone)).toContain('password: "<token>"');
  const text = clusterManifests({ ...drone, tokens: { read: "ghp_read", status: "ghp_status" } });
  expect(text).not.toContain("<token>");
  expect(text.match(/ghp_read/g)).toHaveLength(2);
  expect(text.match(/ghp_status/g)).toHaveLength(1);
});

test.each(["yes", "0755", "a: b", "x #y", "- z", "1e3", "null"])(
  "what looks like something else stays text: %s",
  (name) => {
    const { spec } = only(clusterManifests({ ...drone, cluster: name, branch: name }), "Alert");
    expect(spec["eventMetadata"]).toMatchObject({ cluster: name });
    expect(refusals(clusterManifests({ ...drone, cluster: name }))).toEqual([]);
  },
);

test("GitHub Enterprise Server has its own address for Argo CD", () => {
  const text = clusterManifests({ ...large, url: "https://ghes.example.com/contoso/platform-gitops" });
  const service = parse(only(text, "ConfigMap", "argocd-notifications-cm").data["service.github"] ?? "");
  expect(service).toMatchObject({ enterpriseBaseURL: "https://ghes.example.com/api/v3" });
});

test.each([drone, large])("$manager reads as a person would write it", async (cluster) => {
  await expect(clusterManifests(cluster)).toMatchFileSnapshot(`${cluster.manager}.yaml`);
});
