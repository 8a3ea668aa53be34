export { type InventoryChange, inventoryChanges, isInventoryNews } from "./changes.ts";
export { formatInventory, maxWrittenOut, parseInventory } from "./file-form.ts";
export { type HeldRegistration, heldFiles, mayRemove, withoutHolds } from "./holds.ts";
export {
  assignmentOfObject,
  type FoundAssignment,
  type Inventory,
  type InventoryAssignment,
  inventoryFiles,
  inventoryPath,
  plainInventory,
  type Registration,
  type Roster,
} from "./inventory.ts";
export { joinInventories } from "./join.ts";
