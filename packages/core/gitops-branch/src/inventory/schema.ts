import { dnsLabel, objectId } from "@kalypso-actions/names";
import * as z from "zod";

const texts = z.record(z.string(), z.string());
const ids = z.record(z.string(), z.string().regex(objectId, "must be a git object ID"));

export const assignmentSchema = z.strictObject({
  workload: z.string(),
  registration: z.string(),
  workspace: z.string(),
  labels: texts,
  policies: z.array(z.string()),
  objects: z.array(z.string()),
  files: ids,
  manifests: z.strictObject({ repo: z.string(), branch: z.string() }).exactOptional(),
});

const registration = z.strictObject({
  repo: z.string(),
  branch: z.string(),
  path: z.string(),
  commit: z.string(),
});

const roster = z
  .strictObject({
    clusters: z.array(z.string()).min(1).exactOptional(),
    minimumClusters: z.number().int().nonnegative().exactOptional(),
  })
  .refine(
    ({ clusters, minimumClusters }) => clusters === undefined || minimumClusters === undefined,
    "must not have both `clusters` and `minimumClusters`",
  );

const held = z.strictObject({
  registration: z.string(),
  workload: z.string().exactOptional(),
  deploymentTarget: z.string().exactOptional(),
  reason: z.string(),
  isKnown: z.boolean(),
  commit: z.string().nullable(),
  path: z.string().exactOptional(),
  at: z.string().exactOptional(),
  isReleased: z.boolean().exactOptional(),
  assignments: z.record(z.string(), z.array(z.string())),
});

const shard = z.strictObject({
  index: z.number().int().positive(),
  count: z.number().int().positive(),
  schedule: z.string().regex(objectId, "must be a git object ID"),
});

export const headSchema = z.object({
  version: z.literal(2),
  environment: z.string().regex(dnsLabel, "must be the name of an environment").nullable(),
  promotedCommit: z.string().nullable(),
  registrations: z.record(z.string(), registration),
  clusterTypes: z.record(z.string(), roster),
  files: ids,
  held: z.array(held).exactOptional(),
  shard: shard.exactOptional(),
});

export const wholeSchema = z.strictObject({
  ...headSchema.shape,
  assignments: z.record(z.string(), assignmentSchema),
});

/** From an earlier release: SHA-256 of the content, in hex, by path. */
export const firstSchema = z.strictObject({ version: z.literal(1), files: texts });
