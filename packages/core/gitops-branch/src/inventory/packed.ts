/**
 * The file form of large inventories. In full, an assignment takes some 600 bytes, so 100,000 of them would be
 * more than GitHub handles well; this form stores common parts once.
 */

import { present } from "@kalypso-actions/diagnostics";
import { objectId } from "@kalypso-actions/names";
import * as z from "zod";
import type { InventoryAssignment } from "./inventory.ts";
import { assignmentSchema } from "./schema.ts";

const { workload, registration, workspace, labels, manifests, policies, objects } = assignmentSchema.shape;

export const packedSchema = z.strictObject({
  /** The common parts of one deployment target's assignments. */
  targets: z.array(z.strictObject({ workload, registration, workspace, labels, manifests })),
  /** Policies, objects and file names; objects with `{namespace}` and `{target}` placeholders. */
  shapes: z.array(z.strictObject({ policies, objects, files: z.array(z.string()) })),
  /** By key: the target, the shape, and the object IDs of the shape's files, separated by spaces. */
  assignments: z.record(z.string(), z.tuple([z.number().int(), z.number().int(), z.string()])),
});

type Packed = z.output<typeof packedSchema>;

/** Equal values, stored once. */
class Table<T> {
  readonly values: T[] = [];
  readonly #positions = new Map<string, number>();

  position(value: T): number {
    const text = JSON.stringify(value);
    const known = this.#positions.get(text);
    if (known !== undefined) return known;
    this.#positions.set(text, this.values.length);
    return this.values.push(value) - 1;
  }
}

function namesOf(environment: string | null, key: string) {
  const slash = key.indexOf("/");
  const target = key.slice(slash + 1);
  return { target, namespace: `${environment ?? ""}-${key.slice(0, slash)}-${target}` };
}

/** An object's own braces are doubled, to tell them from placeholders. */
function withPlaceholders(object: string, { target, namespace }: ReturnType<typeof namesOf>): string {
  if (target === "" || /[{}]/.test(object)) return object.replaceAll(/[{}]/g, "$&$&");
  const parts = object.split(namespace).map((part) => part.replaceAll(target, "{target}"));
  return parts.join("{namespace}");
}

function withNames(object: string, { target, namespace }: ReturnType<typeof namesOf>): string {
  return object.replaceAll(/\{\{|\}\}|\{namespace\}|\{target\}/g, (part) =>
    part === "{namespace}" ? namespace : part === "{target}" ? target : part.charAt(0),
  );
}

export function pack(environment: string | null, all: Readonly<Record<string, InventoryAssignment>>): Packed {
  const targets = new Table<Packed["targets"][number]>();
  const shapes = new Table<Packed["shapes"][number]>();
  const entries = Object.entries(all).map(([key, assignment]) => {
    const names = namesOf(environment, key);
    const { policies, objects, files, ...target } = assignment;
    const shape = {
      policies: [...policies],
      objects: objects.map((object) => withPlaceholders(object, names)),
      files: Object.keys(files),
    };
    const common = { ...target, labels: { ...target.labels } };
    const ids = Object.values(files).join(" ");
    const entry: Packed["assignments"][string] = [targets.position(common), shapes.position(shape), ids];
    return [key, entry] as const;
  });
  return { targets: targets.values, shapes: shapes.values, assignments: Object.fromEntries(entries) };
}

/** @returns undefined if a target, a shape or an object ID is missing */
export function unpack(
  environment: string | null,
  { targets, shapes, assignments }: Packed,
): Readonly<Record<string, InventoryAssignment>> | undefined {
  const entries: (readonly [string, InventoryAssignment])[] = [];
  for (const [key, [targetAt, shapeAt, text]] of Object.entries(assignments)) {
    const [target, shape] = [targets[targetAt], shapes[shapeAt]];
    const ids = text === "" ? [] : text.split(" ");
    if (target === undefined || shape === undefined || ids.length !== shape.files.length) return undefined;
    if (!ids.every((id) => objectId.test(id))) return undefined;
    const names = namesOf(environment, key);
    const files = Object.fromEntries(shape.files.map((name, index) => [name, ids[index] ?? ""]));
    const objects = shape.objects.map((object) => withNames(object, names));
    const { manifests, ...rest } = target;
    entries.push([key, { ...rest, policies: shape.policies, objects, files, ...present({ manifests }) }]);
  }
  return Object.fromEntries(entries);
}
