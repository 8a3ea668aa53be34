import * as z from "zod";
import { type FileTree, inPathOrder } from "./file-tree.ts";

/** What a render wrote: the only files that a later one may remove. */
export interface Inventory {
  readonly version: 1;
  /** SHA-256 of the content, in hex, by path. */
  readonly files: Readonly<Record<string, string>>;
}

/** Where the inventory stands on a GitOps branch. */
export const inventoryPath = ".kalypso/inventory.json";

const schema = z.strictObject({ version: z.literal(1), files: z.record(z.string(), z.string()) });

/** @param digest SHA-256 of a text's UTF-8 bytes, in hex */
export function inventoryOf(files: FileTree, digest: (text: string) => string): Inventory {
  const entries = [...inPathOrder(files)].map(([path, text]) => [path, digest(text)] as const);
  return { version: 1, files: Object.fromEntries(entries) };
}

export function formatInventory(inventory: Inventory): string {
  return `${JSON.stringify(inventory, null, 2)}\n`;
}

/** @returns undefined for a text that is no inventory of a version that is read here */
export function parseInventory(text: string): Inventory | undefined {
  try {
    const checked = schema.safeParse(JSON.parse(text));
    return checked.success ? checked.data : undefined;
  } catch {
    return undefined;
  }
}
