/** Measures one part of a realistic fleet in its own process: `part.ts <part> <folder> [...]`. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ConfigComposer } from "@kalypso-actions/platform-config";
import { parseSchedule, readResources, type Schedule, type SourceFile } from "@kalypso-actions/resources";
import { schedule } from "@kalypso-actions/scheduling";
import { type CompiledTemplate, compileTemplate } from "@kalypso-actions/templates";
import { parse, parseAllDocuments } from "yaml";
import { type RealisticSize, realisticFleet, type TemplateNames } from "./realistic-fleet.ts";

/** A part's result and cost: only the work itself, without starting and reading its input. */
export interface PartResult {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly assignments?: number;
  readonly files?: number;
  readonly bytes?: number;
  /** The share of the work that was done, from which the rest is extrapolated; 1 is all of it. */
  readonly share?: number;
}

type Taken = Pick<PartResult, "cpuMs" | "wallMs">;

function taken(work: () => void): Taken {
  const begin = performance.now();
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() - begin };
}

/** The cost of all work, extrapolated from a share of it. */
function whole({ cpuMs, wallMs }: Taken, share: number): Taken {
  return { cpuMs: cpuMs / share, wallMs: wallMs / share };
}

/** Templates from a folder instead of generated ones, with their names by type. */
function givenTemplates(folder: string): { files: readonly SourceFile[]; names: TemplateNames } {
  const files = readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => ({ path: `templates/${name}`, text: readFileSync(join(folder, name), "utf8") }));
  const names: Record<keyof TemplateNames, string[]> = { reconciler: [], namespace: [], config: [] };
  for (const { text } of files)
    for (const document of text.split(/^---$/m)) {
      const found: { metadata: { name: string }; spec: { type: keyof TemplateNames } } = parse(document);
      names[found.spec.type].push(found.metadata.name);
    }
  return { files, names };
}

function prepare(folder: string, text: string): PartResult {
  const { size, seed, templates }: { size: RealisticSize; seed: number; templates?: string } =
    JSON.parse(text);
  const files = realisticFleet(size, seed, templates === undefined ? undefined : givenTemplates(templates));
  let made: Schedule | undefined;
  const cost = taken(() => {
    const { value: controlPlane } = readResources(files);
    const [registration] = controlPlane.resources.WorkloadRegistration;
    if (registration === undefined) throw new Error("the fleet has a registration");
    const workloads = controlPlane.resources.Workload.map((workload) => {
      return { workload, workspace: "team", registration };
    });
    const gitops = controlPlane.resources.GitOpsRepo[0];
    const view = {
      environment: "dev",
      promotedCommit: null,
      gitops,
      controlPlane,
      workloads,
      sources: [],
      held: [],
    };
    made = schedule(view).value;
  });
  if (made === undefined) throw new Error("a Schedule is made");
  writeFileSync(join(folder, "schedule.json"), JSON.stringify(made));
  return { ...cost, assignments: made.assignments.length };
}

interface Sample {
  readonly files: readonly (readonly [path: string, text: string])[];
  readonly share: number;
  readonly count: number;
  readonly bytes: number;
}

/** Enough to extrapolate to the whole folder. */
const sampleSize = 6_000;

/** The files of a folder; for a large one, those of every n-th subfolder. */
function sampleOf(folder: string): Sample {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => ({ path, stat: statSync(join(folder, path)) }))
    .filter(({ stat, path }) => stat.isFile() && basename(path) !== "README.md");
  const step = Math.ceil(paths.length / sampleSize);
  const sizeOf = (list: typeof paths) => list.reduce((sum, { stat }) => sum + stat.size, 0);
  const chosen = paths.filter((_, index) => index % step === 0);
  return {
    files: chosen.map(({ path }) => [path, readFileSync(join(folder, path), "utf8")] as const),
    share: sizeOf(chosen) / sizeOf(paths),
    count: paths.length,
    bytes: sizeOf(paths),
  };
}

/** Writes the same bytes. */
function write(folder: string): PartResult {
  const { files, share, count, bytes } = sampleOf(join(folder, "out"));
  const cost = taken(() => {
    const to = join(folder, "copy");
    for (const path of new Set(files.map(([name]) => dirname(name))))
      mkdirSync(join(to, path), { recursive: true });
    for (const [path, text] of files) writeFileSync(join(to, path), text);
  });
  return { ...whole(cost, share), files: count, bytes, share };
}

/** Parses the output once with the library. */
function parseAll(folder: string): PartResult {
  const { files, share } = sampleOf(join(folder, "out"));
  const cost = taken(() => {
    for (const [, text] of files) parseAllDocuments(text, { merge: true, prettyErrors: false });
  });
  return { ...whole(cost, share), share };
}

/** Runs only the engine, with composed configurations and without checking the output. */
function engine(folder: string): PartResult {
  const file = join(folder, "schedule.json");
  const made = parseSchedule(readFileSync(file, "utf8"), file).value;
  if (made === undefined) throw new Error("the Schedule reads back");
  const compiled = new Map<string, readonly CompiledTemplate[]>(
    made.templates.map(({ name, manifests }) => [
      name,
      manifests.flatMap(({ text, origin }) => compileTemplate({ name, text, origin }).value ?? []),
    ]),
  );
  const composer = new ConfigComposer(made);
  const types = new Map(made.clusterTypes.map((type) => [type.name, type]));
  const targets = new Map(made.deploymentTargets.map((target) => [target.name, target]));
  const work = made.assignments.flatMap(
    ({ clusterType: typeName, deploymentTarget: targetName, namespace }) => {
      const [clusterType, deploymentTarget] = [types.get(typeName), targets.get(targetName)];
      if (clusterType === undefined || deploymentTarget === undefined) return [];
      return [
        {
          clusterType,
          target: deploymentTarget,
          namespace,
          config: composer.compose({ clusterType, deploymentTarget }),
        },
      ];
    },
  );
  return taken(() => {
    for (const { clusterType, target, namespace, config } of work) {
      const data = {
        DeploymentTargetName: target.name,
        Namespace: namespace,
        Environment: "dev",
        Workspace: target.workspace,
        Workload: target.workload,
        ClusterType: clusterType.name,
        Labels: target.labels,
        Manifests: target.manifests,
        ConfigData: config.data,
      };
      for (const name of [clusterType.reconciler, clusterType.namespaceService, clusterType.configType])
        for (const template of compiled.get(name) ?? []) template.render(data);
    }
  });
}

const parts: Readonly<Record<string, (folder: string, text: string) => PartResult>> = {
  prepare,
  write,
  parse: parseAll,
  engine,
};

const [, , part = "", folder = "", text = ""] = process.argv;
process.stdout.write(JSON.stringify(parts[part]?.(folder, text)));
