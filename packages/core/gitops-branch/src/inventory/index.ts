export { type InventoryChange, inventoryChanges, isInventoryNews } from "./changes.ts";
export { formatInventory, maxWrittenOut, parseInventory } from "./file-form.ts";
export {
  heldFiles,
  isInHeldFolder,
  isSpared,
  settledInventory,
  settleHolds,
  withHolds,
  withSpared,
} from "./holds.ts";
export type { HeldRegistration } from "./inventory.ts";
export {
  assignmentOfObject,
  type Inventory,
  type InventoryAssignment,
  type InventoryShard,
  inventoryFiles,
  inventoryPath,
  isUnowned,
  maxInventoryBytes,
  plainInventory,
  type Registration,
  type Roster,
  tellsWhose,
} from "./inventory.ts";
export { joinInventories } from "./join.ts";
