/**
 * One schema per resource kind. It gives the TypeScript type, the check at reading, and the published JSON Schema.
 * Fields and their meaning follow the Kalypso custom resources, `scheduler.kalypso.io/v1alpha1`.
 */

import {
  dnsLabel,
  dnsSubdomain,
  gitHubCommit,
  hasCredentials,
  isInnerPath,
  labelValue,
  refName,
  repositoryAddress,
} from "@kalypso-actions/names";
import * as z from "zod";
import { clusterTypeAnnotations, environmentAnnotations } from "./annotations.ts";
import { labelSelectorSchema } from "./label-selector.ts";
import { labelKeyText, labelValueText } from "./labels.ts";
import { printedText } from "./printed-text.ts";
import { rule } from "./rule.ts";

export const kalypsoApiVersion = "scheduler.kalypso.io/v1alpha1";

const name = z
  .string()
  .regex(dnsSubdomain, rule("name-invalid", "a DNS-1123 name: lowercase letters, digits, `-` and `.`"));
const shortName = z
  .string()
  .regex(
    dnsLabel,
    rule(
      "name-invalid",
      "a DNS-1123 label: at most 63 lowercase letters, digits and `-`, a letter or digit at both ends",
    ),
  );
const labels = z
  .record(labelKeyText, labelValueText)
  .nullish()
  .describe("Labels, by which policies select and configuration applies.")
  .transform((value) => value ?? {});
const repo = z
  .string()
  .regex(
    repositoryAddress,
    rule("repository-invalid", "the https, http, ssh or file URL of a git repository"),
  )
  .refine(
    (address) => !hasCredentials(address),
    rule("repository-credentials", "an address without a password or token"),
  );
const branch = z
  .string()
  .regex(refName, rule("resource-invalid", "a branch name, which does not start with `refs/`"));
const path = z
  .string()
  .refine(isInnerPath, rule("path-invalid", "a path inside the repository, without `..` or `.git`"));

/** A place in a git repository. @param what is there, for editors */
function placeOf(what: string) {
  return {
    repo: repo.describe(
      `The repository of ${what}: an https, http or ssh address, without a password or token.`,
    ),
    branch: branch.describe(`The branch of ${what}, without \`refs/heads/\`.`),
    path: path.default(".").describe(`The folder of ${what} in the repository; \`.\` for all of it.`),
  };
}

const anyAnnotations = z.record(z.string(), z.string(rule("resource-invalid", "a string")));

function metadata<Name extends z.ZodType, Annotations extends z.ZodType>(
  nameSchema: Name,
  annotations: Annotations,
) {
  return z.strictObject({
    name: nameSchema,
    labels,
    namespace: z.string().nullish(),
    annotations: annotations.nullish(),
    finalizers: z.unknown().optional(),
    ownerReferences: z.unknown().optional(),
    creationTimestamp: z.unknown().optional(),
    deletionTimestamp: z.unknown().optional(),
    generation: z.unknown().optional(),
    generateName: z.unknown().optional(),
    deletionGracePeriodSeconds: z.unknown().optional(),
    managedFields: z.unknown().optional(),
    resourceVersion: z.unknown().optional(),
    selfLink: z.unknown().optional(),
    uid: z.unknown().optional(),
  });
}

function kalypso<const Kind extends string, Metadata extends z.ZodType, Spec extends z.ZodType>(
  kind: Kind,
  metadataSchema: Metadata,
  spec: Spec,
) {
  return z.strictObject({
    apiVersion: z.literal(kalypsoApiVersion),
    kind: z.literal(kind),
    metadata: metadataSchema,
    spec,
    status: z.unknown().optional(),
  });
}

const manifest = z.union(
  [z.string(), z.record(z.string(), z.unknown())],
  rule("resource-invalid", "a string or a manifest"),
);

const unprintable = rule(
  "workload-text-refused",
  "one line of text, without control characters or `{{`, and not ending in `{`: templates print it verbatim",
);

/** Text of an application team that templates print: keys and values of its own choice. */
export const printedTexts = z
  .record(z.string(), z.string().regex(printedText, unprintable))
  .meta({ propertyNames: { type: "string", pattern: printedText.source } })
  .superRefine(
    (value, context) => {
      for (const key of Object.keys(value).filter((name) => !printedText.test(name)))
        context.addIssue({ code: "custom", path: [key], message: unprintable, params: { isKey: true } });
    },
    // Runs even if a value is refused: the record's own key schema would hide the value's problems.
    { when: ({ value }) => typeof value === "object" && value !== null },
  );

const named = metadata(name, anyAnnotations);

export const kindSchemas = {
  Environment: kalypso(
    "Environment",
    metadata(shortName, environmentAnnotations),
    z.strictObject({
      controlPlane: z
        .strictObject(placeOf("the environment's configuration"))
        .describe("The environment's own branch of the control plane."),
    }),
  ),
  Template: kalypso(
    "Template",
    named,
    z.strictObject({
      type: z
        .enum(["reconciler", "namespace", "config"])
        .describe(
          "Which file of an assignment it renders: how it is reconciled, its namespace, or its configuration.",
        ),
      contentType: z
        .enum(["yaml", "sh"])
        .default("yaml")
        .describe("What it renders: manifests, or a shell script."),
      manifests: z
        .array(manifest)
        .describe("Texts in mustache, or in the language of Go templates with the functions of sprig."),
    }),
  ),
  WorkloadRegistration: kalypso(
    "WorkloadRegistration",
    named,
    z.strictObject({
      workload: z
        .strictObject(placeOf("the Workload documents"))
        .describe("Where the application team describes its deployment targets."),
      workspace: z
        .string()
        .regex(labelValue, rule("label-invalid", "a label value, because a workspace becomes a label"))
        .default("")
        .describe("The team, which policies can select by. It becomes a label of its deployment targets."),
    }),
  ),
  BaseRepo: kalypso(
    "BaseRepo",
    named,
    z.strictObject({
      ...placeOf("what is promoted: templates, registrations, policies for all environments"),
      commit: z
        .string()
        .regex(gitHubCommit, rule("commit-invalid", "a full commit ID of 40 hexadecimal digits"))
        .nullish()
        .describe("The promoted commit. Promotions set it; without one, the environment follows the branch."),
    }),
  ),
  GitOpsRepo: kalypso("GitOpsRepo", named, z.strictObject(placeOf("the manifests that the clusters follow"))),
  ClusterType: kalypso(
    "ClusterType",
    metadata(shortName, clusterTypeAnnotations),
    z.strictObject({
      reconciler: z.string().min(1).describe("The Template of the type `reconciler`."),
      namespaceService: z.string().min(1).describe("The Template of the type `namespace`."),
      configType: z.string().min(1).default("configmap").describe("The Template of the type `config`."),
    }),
  ),
  SchedulingPolicy: kalypso(
    "SchedulingPolicy",
    named,
    z.strictObject({
      deploymentTargetSelector: z.strictObject({
        workspace: z.string().nullish().describe("Selects the deployment targets of this workspace only."),
        labelSelector: labelSelectorSchema.describe(
          "Selects by the labels of the deployment target and its Workload; an empty one selects all.",
        ),
      }),
      clusterTypeSelector: z.strictObject({
        labelSelector: labelSelectorSchema.describe(
          "Selects by the labels of the ClusterType; an empty one selects all.",
        ),
      }),
    }),
  ),
  ConfigSchema: kalypso(
    "ConfigSchema",
    named,
    z.strictObject({
      schema: z
        .string()
        .describe("A JSON Schema, as JSON text, of the configuration that the labels select."),
    }),
  ),
  Workload: kalypso(
    "Workload",
    metadata(shortName, anyAnnotations),
    z.strictObject({
      deploymentTargets: z
        .array(
          z.strictObject({
            name: shortName.describe("Its name among the Workload's targets; in full, `<workload>-<name>`."),
            labels,
            environment: shortName.describe("The environment that it is for, as in `.environments/`."),
            manifests: printedTexts.describe(
              "Where its manifests are (`repo`, `branch`, `path`), and whatever else the platform's templates print.",
            ),
            configSchemas: z
              .array(z.string())
              .nullish()
              .describe("JSON Schemas, as JSON texts, that this target's configuration must meet."),
          }),
        )
        .describe("What is to run where: one for each environment and purpose."),
      configSchemas: z
        .array(z.string())
        .nullish()
        .describe("JSON Schemas, as JSON texts, that the configuration of all its targets must meet."),
    }),
  ),
  ConfigMap: z.strictObject({
    apiVersion: z.literal("v1"),
    kind: z.literal("ConfigMap"),
    metadata: named,
    data: z
      .record(
        z
          .string()
          .regex(
            /^[-._a-zA-Z0-9]{1,253}$/,
            rule("resource-invalid", "a ConfigMap key: letters, digits, `-`, `_` and `.`"),
          ),
        z.string(),
      )
      .nullish(),
    binaryData: z.unknown().optional(),
    immutable: z.boolean().nullish(),
  }),
} as const;

export type Kind = keyof typeof kindSchemas;
export type KindData<K extends Kind> = z.output<(typeof kindSchemas)[K]>;
