export { objectId } from "./object-id.ts";
export { TreeWriter } from "./tree-writer.ts";
export { discard, outputFailed, prepareFile, type ReadyFile, writeWholeFile } from "./write-file.ts";
