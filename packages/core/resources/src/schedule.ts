/**
 * The Schedule: the one document that crosses from `schedule` to `render`. It is self-contained, so that a Schedule
 * rendered twice, anywhere, gives the same bytes; every list is in name order, so that equal inputs give equal files.
 */
import { type Diagnostic, type Outcome, wholeFile } from "@kalypso-actions/diagnostics";
import { dnsLabel, labelKey, labelValue } from "@kalypso-actions/names";
import * as z from "zod";
import { printedTexts } from "./kinds.ts";
import { labelSelectorSchema } from "./label-selector.ts";

export const scheduleVersion = "kalypso-actions/v1";

const place = z.object({
  file: z.string(),
  line: z.number().int().positive(),
  column: z.number().int().positive(),
  source: z.string().exactOptional(),
});
const origin = z.object({ ...place.shape, verbatim: z.boolean() });
// Names become output folders, and application teams' labels and texts are printed by templates: all of them are
// validated again on arrival.
const labels = z.record(
  z.string().regex(labelKey, "must be a label key"),
  z.string().regex(labelValue, "must be a label value"),
);
const shortName = z.string().regex(dnsLabel, "must be a DNS-1123 label");

const source = z.object({
  /** `environment`: the environment's branch; `base`: what is promoted to it; `workload`: an application's repository. */
  role: z.enum(["environment", "base", "workload"]),
  repo: z.string(),
  ref: z.string().nullable(),
  /** Null if the files were not at a commit: a folder outside a git work tree. */
  commit: z.string().nullable(),
  path: z.string(),
  /** For a workload: the registrations that refer to it. */
  registrations: z.array(z.string()).exactOptional(),
});

const clusterType = z.object({
  name: shortName,
  labels,
  reconciler: z.string(),
  namespaceService: z.string(),
  configType: z.string(),
  /** The roster, if the cluster type has one: the clusters that must report, or how many. */
  clusters: z.array(z.string()).exactOptional(),
  minimumClusters: z.number().int().nonnegative().exactOptional(),
  place,
});

const embeddedText = z.object({ text: z.string(), origin });

const deploymentTarget = z.object({
  /** `<workload>-<target>` */
  name: shortName,
  workload: z.string(),
  /** The WorkloadRegistration that it comes from. */
  registration: z.string(),
  workspace: z.string(),
  /** The target's labels, overlaid by the workload's, plus `workload` and `workspace`. */
  labels,
  manifests: printedTexts,
  /** JSON Schemas of the target and its workload. */
  configSchemas: z.array(embeddedText.extend({ ofTarget: z.literal(true).exactOptional() })),
  place,
});

const template = z.object({
  name: z.string(),
  type: z.enum(["reconciler", "namespace", "config"]),
  contentType: z.enum(["yaml", "sh"]),
  manifests: z.array(embeddedText),
  place,
});

const configMap = z.object({
  name: z.string(),
  labels,
  data: z.array(z.object({ key: z.string(), value: z.string(), line: z.number(), column: z.number() })),
  place,
});

const configSchema = z.object({ name: z.string(), labels, schema: embeddedText, place });

const policy = z.object({
  name: z.string(),
  workspace: z.string().nullable(),
  deploymentTargets: labelSelectorSchema,
  clusterTypes: labelSelectorSchema,
  place,
});

const assignment = z.object({
  /** `<workload>-<deployment target name>-<cluster type>` */
  name: z.string(),
  deploymentTarget: shortName,
  clusterType: shortName,
  namespace: shortName,
  /** Every policy that selects the pair, in name order: why the assignment exists. */
  policies: z.array(z.string()).min(1),
});

const held = z.object({
  registration: z.string(),
  /** The workload, if not the whole registration is held. */
  workload: z.string().exactOptional(),
  /** The full name of the deployment target, if not the whole workload is held. */
  deploymentTarget: z.string().exactOptional(),
  repo: z.string(),
  branch: z.string(),
  /** Why, for people. */
  reason: z.string(),
  /** The line that is wrong. */
  place: place.exactOptional(),
  /** Whether the GitOps branch's inventory lists what belongs to the registration. */
  isKnown: z.boolean(),
  /** The last good commit, which it is scheduled from; null if its files stay unchanged. */
  commit: z.string().nullable(),
  /** The path that was read at that commit. */
  path: z.string().exactOptional(),
  /** What stays unchanged on the GitOps branch, with the policies that select it now. */
  assignments: z.array(
    z.object({ clusterType: shortName, deploymentTarget: shortName, policies: z.array(z.string()).min(1) }),
  ),
});

export const scheduleSchema = z.object({
  apiVersion: z.literal(scheduleVersion),
  kind: z.literal("Schedule"),
  environment: shortName,
  /** The commit of the base repository that is promoted to the environment; null while it follows a branch. */
  promotedCommit: z.string().nullable(),
  gitops: z.object({ repo: z.string(), branch: z.string(), path: z.string() }),
  sources: z.array(source),
  clusterTypes: z.array(clusterType),
  deploymentTargets: z.array(deploymentTarget),
  templates: z.array(template),
  configMaps: z.array(configMap),
  configSchemas: z.array(configSchema),
  policies: z.array(policy),
  assignments: z.array(assignment),
  /** Registrations, workloads and targets that are kept as they were last good. */
  held: z.array(held),
  /** Workloads that are not held: if they cannot be rendered, that is an error. */
  unheld: z.array(z.string()).exactOptional(),
  /** Registrations that are not held: what cannot be rendered of them leaves the branch. */
  released: z.array(z.string()).exactOptional(),
});

export type Schedule = z.output<typeof scheduleSchema>;
export type ScheduleSource = Schedule["sources"][number];
export type ClusterType = Schedule["clusterTypes"][number];
export type DeploymentTarget = Schedule["deploymentTargets"][number];
export type Template = Schedule["templates"][number];
export type ConfigMap = Schedule["configMaps"][number];
export type ConfigSchema = Schedule["configSchemas"][number];
export type SchedulingPolicy = Schedule["policies"][number];
export type Assignment = Schedule["assignments"][number];
export type HeldRegistration = Schedule["held"][number];
export type EmbeddedText = z.output<typeof embeddedText>;

/** The file form: one line per entry of each list, so that two Schedules diff well and stay small. */
export function formatSchedule(schedule: Schedule): string {
  const members = Object.entries(schedule).map(([key, value]) => {
    if (!Array.isArray(value) || value.length === 0)
      return `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`;
    return `  ${JSON.stringify(key)}: [\n${value.map((entry) => `    ${JSON.stringify(entry)}`).join(",\n")}\n  ]`;
  });
  return `{\n${members.join(",\n")}\n}\n`;
}

function refusal(code: "schedule-invalid" | "schedule-version", file: string, message: string): Diagnostic {
  return {
    severity: "error",
    code,
    message,
    hint: "Generate the Schedule again with the `schedule` action of the same release.",
    place: wholeFile(file),
  };
}

/**
 * Reads a Schedule back and checks it again.
 * @param file the file's name, for diagnostics
 */
export function parseSchedule(text: string, file: string): Outcome<Schedule | undefined> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      value: undefined,
      diagnostics: [refusal("schedule-invalid", file, `the file is not JSON: ${reason}`)],
    };
  }
  const version =
    typeof data === "object" && data !== null && "apiVersion" in data ? data.apiVersion : undefined;
  if (version !== scheduleVersion) {
    const found = version === undefined ? "no apiVersion" : `apiVersion ${JSON.stringify(version)}`;
    return {
      value: undefined,
      diagnostics: [
        refusal("schedule-version", file, `the file has ${found}; expected "${scheduleVersion}"`),
      ],
    };
  }
  const checked = scheduleSchema.safeParse(data);
  if (checked.success) return { value: checked.data, diagnostics: danglingReferences(checked.data, file) };
  const diagnostics = checked.error.issues.map((issue) =>
    refusal("schedule-invalid", file, `\`${issue.path.join(".")}\`: ${issue.message}`),
  );
  return { value: undefined, diagnostics };
}

function danglingReferences(schedule: Schedule, file: string): readonly Diagnostic[] {
  const clusterTypes = new Set(schedule.clusterTypes.map(({ name }) => name));
  const targets = new Set(schedule.deploymentTargets.map(({ name }) => name));
  return schedule.assignments
    .filter((entry) => !clusterTypes.has(entry.clusterType) || !targets.has(entry.deploymentTarget))
    .map((entry) =>
      refusal(
        "schedule-invalid",
        file,
        `the assignment \`${entry.name}\` refers to something that is not in the Schedule`,
      ),
    );
}
