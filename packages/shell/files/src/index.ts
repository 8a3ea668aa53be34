export { outputFailed, reasonOf } from "./failure.ts";
export { Neighbours } from "./neighbours.ts";
export { type Places, writeNewFiles } from "./new-files.ts";
export { objectId } from "./object-id.ts";
export { type Disk, replaceFolder } from "./replace.ts";
export { inventoryPath, restoreOutput } from "./restore.ts";
export { discard, handleSignals, keep, temporaryFolder } from "./temporary.ts";
export { TreeWriter } from "./tree-writer.ts";
export { writeWholeFile } from "./write-file.ts";
