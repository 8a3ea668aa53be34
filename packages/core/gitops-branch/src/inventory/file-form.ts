import { type Diagnostic, type Outcome, present } from "@kalypso-actions/diagnostics";
import * as z from "zod";
import { type Inventory, inventoryFiles, plainInventory } from "./inventory.ts";
import { pack, packedSchema, unpack } from "./packed.ts";
import { firstSchema, headSchema, wholeSchema } from "./schema.ts";

/** Above this number of assignments, the file stores their common parts once. */
export const maxWrittenOut = 20_000;

const sharingSchema = z.strictObject({ ...headSchema.shape, ...packedSchema.shape });

function member(key: string, value: unknown): string {
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
  const lines = isMap
    ? Object.entries(value).map(([name, entry]) => `    ${JSON.stringify(name)}: ${JSON.stringify(entry)}`)
    : Array.isArray(value)
      ? value.map((entry) => `    ${JSON.stringify(entry)}`)
      : [];
  if (lines.length === 0) return `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`;
  const [open, close] = isMap ? ["{", "}"] : ["[", "]"];
  return `  ${JSON.stringify(key)}: ${open}\n${lines.join(",\n")}\n  ${close}`;
}

function inNameOrder<T>(entries: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** The file form: one line per entry, in name order, so that two inventories diff well. */
export function formatInventory(inventory: Inventory): string {
  const { version, environment, promotedCommit, held = [], shard } = inventory;
  const files = inNameOrder(inventory.files);
  const assignments = inNameOrder(inventory.assignments);
  const head = {
    version,
    environment,
    promotedCommit,
    registrations: inNameOrder(inventory.registrations),
    clusterTypes: inNameOrder(inventory.clusterTypes),
  };
  const isLarge = Object.keys(assignments).length > maxWrittenOut;
  const whole =
    version === 1
      ? { version, files }
      : {
          ...head,
          ...(isLarge ? pack(environment, assignments) : { assignments }),
          files,
          ...present({ held: held.length === 0 ? undefined : held, shard }),
        };
  return `{\n${Object.entries(whole)
    .map(([key, value]) => member(key, value))
    .join(",\n")}\n}\n`;
}

function refusal(file: string, message: string): Outcome<undefined> {
  const diagnostic: Diagnostic = {
    severity: "error",
    code: "inventory-invalid",
    message: `${file} is not a valid inventory: ${message}`,
    hint: "On a branch, restore it from the branch's history; without it, there is no record of which files may be removed. As an input, pass the render action's output `inventory`.",
  };
  return { value: undefined, diagnostics: [diagnostic] };
}

const maxNamedIssues = 3;

function issuesText({ issues }: z.ZodError): string {
  const named = issues
    .slice(0, maxNamedIssues)
    .map(({ path, message }) => (path.length === 0 ? message : `\`${path.join(".")}\`: ${message}`));
  const more = issues.length - named.length;
  return [...named, ...(more === 0 ? [] : [`and ${more} more`])].join("; ");
}

function fieldOf(data: unknown, name: string): unknown {
  return typeof data === "object" && data !== null && Object.hasOwn(data, name)
    ? Reflect.get(data, name)
    : undefined;
}

function versionTwo(data: unknown, file: string): Outcome<Inventory | undefined> {
  if (fieldOf(data, "targets") === undefined) {
    const checked = wholeSchema.safeParse(data);
    return checked.success
      ? { value: checked.data, diagnostics: [] }
      : refusal(file, issuesText(checked.error));
  }
  const checked = sharingSchema.safeParse(data);
  if (!checked.success) return refusal(file, issuesText(checked.error));
  const { targets, shapes, assignments: packed, ...head } = checked.data;
  const assignments = unpack(head.environment, { targets, shapes, assignments: packed });
  if (assignments === undefined)
    return refusal(file, "an assignment refers to an entry that is not in the file");
  return { value: { ...head, assignments }, diagnostics: [] };
}

/** A path that leads out of its folder, into git's own, or that no file of a branch can have. */
const unfit = /^$|^\/|\/$|(?:^|\/)(?:\.{0,2}|\.git)(?:\/|$)|\0/i;

/** @returns the diagnostic if the inventory names what no render can have written */
function fitting({ value, diagnostics }: Outcome<Inventory | undefined>, file: string) {
  if (value === undefined) return { value, diagnostics };
  for (const path of inventoryFiles(value))
    if (unfit.test(path))
      return refusal(file, `it lists ${JSON.stringify(path)}, which cannot be a file of a branch`);
  return { value, diagnostics };
}

/**
 * Reads an inventory, of this version or an earlier one.
 * @param file its name, for the diagnostic `inventory-invalid`
 */
export function parseInventory(text: string, file: string): Outcome<Inventory | undefined> {
  return fitting(anyVersion(text, file), file);
}

function anyVersion(text: string, file: string): Outcome<Inventory | undefined> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return refusal(file, `it is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const version = fieldOf(data, "version");
  if (version === 2) return versionTwo(data, file);
  if (version !== 1)
    return refusal(
      file,
      `expected version 1 or 2, found ${version === undefined ? "none" : JSON.stringify(version)}`,
    );
  const checked = firstSchema.safeParse(data);
  if (!checked.success) return refusal(file, issuesText(checked.error));
  return { value: { ...plainInventory(checked.data.files), version: 1 }, diagnostics: [] };
}
