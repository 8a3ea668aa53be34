/** A fleet that nobody has tuned for, different for every seed. */
import type { SourceFile } from "@kalypso-actions/resources";
import { head } from "./fleet.ts";
import { Dice } from "./random.ts";
import { templateText } from "./templates.ts";

export interface RealisticSize {
  /** Approximate; the seed decides the exact number. */
  readonly assignments: number;
  readonly configMaps: number;
  readonly configSchemas: number;
}

const perTarget = 10;

interface Shape extends RealisticSize {
  readonly groups: number;
  readonly clusterTypes: number;
  readonly workloads: number;
}

function shapeOf(size: RealisticSize): Shape {
  const groups = Math.max(2, Math.min(50, Math.round(size.assignments / 100)));
  return {
    ...size,
    groups,
    clusterTypes: groups * perTarget,
    workloads: Math.ceil(size.assignments / perTarget / 8),
  };
}

const templateTypes = { reconciler: 8, namespace: 4, config: 6 } as const;

function templates(dice: Dice): readonly SourceFile[] {
  return Object.entries(templateTypes).flatMap(([type, count]) =>
    Array.from({ length: count }, (_, index) => {
      const name = `${type}-${index}`;
      const request = { type: type as keyof typeof templateTypes, name, lines: dice.skewed(20, 400) };
      return { path: `templates/${name}.yaml`, text: templateText(request, dice) };
    }),
  );
}

/** A random number of names, as `<type>-<index>`. */
export type TemplateNames = Readonly<Record<keyof typeof templateTypes, readonly string[]>>;

function ownNames(): TemplateNames {
  const names = (type: keyof typeof templateTypes) =>
    Array.from({ length: templateTypes[type] }, (_, index) => `${type}-${index}`);
  return { reconciler: names("reconciler"), namespace: names("namespace"), config: names("config") };
}

/** A ConfigMap's value as written after `KEY: `. */
function value(dice: Dice): string {
  const kind = dice.below(100);
  if (kind < 40) return `value ${dice.below(1000)}`;
  if (kind < 60) return `https://host-${dice.below(90)}.example.com:8443/path?q=${dice.below(9)}`;
  if (kind < 75) return `"${dice.pick(["true", "8080", "0.75", "no", "null", "1e3"])}"`;
  if (kind < 84) return `|\n    hosts: [a${dice.below(9)}, b]\n    limits: { cpu: ${dice.between(1, 8)} }`;
  if (kind < 92) return `'[{ name: n${dice.below(5)}, port: ${dice.below(9000)} }]'`;
  if (kind < 99 || dice.chance(0.6))
    return `"Server=tcp:db-${dice.below(9)};User=x;Timeout=${dice.below(90)}"`;
  return `|\n    -----BEGIN CERTIFICATE-----\n${Array.from({ length: 62 }, () => `    ${dice.noise(64)}\n`).join("")}    -----END CERTIFICATE-----`;
}

function configMap(index: number, { groups, clusterTypes, workloads }: Shape, dice: Dice): SourceFile {
  const places = [
    `region: r${dice.below(20)}`,
    `cluster-type: type-${dice.below(clusterTypes)}`,
    `group: g${dice.below(groups)}`,
    `workload: app-${dice.below(workloads)}`,
    `tier: t${dice.below(3)}\n    region: r${dice.below(20)}`,
  ] as const;
  const label = index < 4 ? "" : `    ${dice.pick(places)}\n`;
  const isAppConfig = index > 0 && index % 100 === 0;
  const keys = Array.from({ length: dice.between(1, 3) }, (_, number) => {
    const key = `KEY_${number}_${dice.below(7)}`;
    return isAppConfig ? `region.r${dice.below(20)}.group.g${dice.below(groups)}.${key}` : key;
  });
  const data = keys.map((key) => `  ${key}: ${value(dice)}\n`).join("");
  const name = isAppConfig ? `azure-app-config-${index}` : `config-${index}`;
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  labels:\n    platform-config: "true"\n${label}data:\n${data}`;
  return { path: `configs/${index}.yaml`, text };
}

/** Permissive, so that every value is valid; with references, like schemas that have grown over time. */
function configSchema(index: number, { clusterTypes }: Shape, dice: Dice): SourceFile {
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    definitions: {
      text: { type: ["string", "number", "boolean"] },
      nested: {
        anyOf: [{ $ref: "#/definitions/text" }, { type: "object" }, { type: "array" }, { type: "null" }],
      },
      url: {
        if: { type: "array" },
        else: { type: ["string", "number", "boolean", "object", "null"], pattern: "^[\\s\\S]*$" },
      },
    },
    properties: Object.fromEntries(
      Array.from({ length: dice.between(12, 36) }, () => [
        `KEY_${dice.below(3)}_${dice.below(7)}`,
        { allOf: [{ $ref: "#/definitions/nested" }, { $ref: "#/definitions/url" }] },
      ]),
    ),
  };
  const text = `${head("ConfigSchema", `schema-${index}`)}  labels: { cluster-type: type-${index % clusterTypes} }\nspec:\n  schema: '${JSON.stringify(schema)}'\n`;
  return { path: `schemas/${index}.yaml`, text };
}

function clusterType(
  index: number,
  { groups, names }: Shape & { readonly names: TemplateNames },
  dice: Dice,
): SourceFile {
  const pick = (list: readonly string[]) => list[dice.below(list.length)] ?? "";
  const text = `${head("ClusterType", `type-${index}`)}  labels: { region: r${index % 20}, group: g${index % groups} }\nspec:\n  reconciler: ${pick(names.reconciler)}\n  namespaceService: ${pick(names.namespace)}\n  configType: ${pick(names.config)}\n`;
  return { path: `cluster-types/${index}.yaml`, text };
}

function workload(index: number, { groups }: Shape, dice: Dice): SourceFile {
  const targets = Array.from(
    { length: 8 },
    (_, inner) =>
      `    - name: t${inner}\n      labels: { group: g${dice.below(groups)}, tier: t${inner % 3} }\n      environment: dev\n      manifests: { repo: "https://github.com/acme/app-${index}", branch: dev, path: "./t${inner}" }\n`,
  );
  const text = `${head("Workload", `app-${index}`)}spec:\n  deploymentTargets:\n${targets.join("")}`;
  return { path: `workloads/${index}.yaml`, text };
}

/** The YAML files of a control plane and its workloads, one document per file, as in real repositories. */
export function realisticFleet(
  size: RealisticSize,
  seed: number,
  given?: { readonly files: readonly SourceFile[]; readonly names: TemplateNames },
): readonly SourceFile[] {
  const dice = new Dice(seed);
  const schemaDice = new Dice(seed + 1);
  const shape = shapeOf(size);
  const list = (count: number, make: (index: number) => SourceFile) =>
    Array.from({ length: count }, (_, index) => make(index));
  const names = given?.names ?? ownNames();
  return [
    ...(given?.files ?? templates(dice)),
    {
      path: "gitops.yaml",
      text: `${head("GitOpsRepo", "dev")}spec: { repo: "https://github.com/acme/gitops", branch: dev }\n`,
    },
    {
      path: "registration.yaml",
      text: `${head("WorkloadRegistration", "all")}spec: { workload: { repo: "https://github.com/acme/apps", branch: main }, workspace: team }\n`,
    },
    ...list(shape.clusterTypes, (index) => clusterType(index, { ...shape, names }, dice)),
    ...list(shape.groups, (index) => ({
      path: `policies/${index}.yaml`,
      text: `${head("SchedulingPolicy", `policy-${index}`)}spec:\n  deploymentTargetSelector: { workspace: team, labelSelector: { matchLabels: { group: g${index} } } }\n  clusterTypeSelector: { labelSelector: { matchLabels: { group: g${index} } } }\n`,
    })),
    ...list(size.configMaps, (index) => configMap(index, shape, dice)),
    ...list(size.configSchemas, (index) => configSchema(index, shape, schemaDice)),
    ...list(shape.workloads, (index) => workload(index, shape, dice)),
  ];
}
