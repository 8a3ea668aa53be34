export type { TreeFile } from "./bare-repository.ts";
export { type BranchState, BranchWriter } from "./branch-writer.ts";
export { Checkout } from "./checkout.ts";
export type { HostToken } from "./environment.ts";
export { readFolder } from "./folder.ts";
export { type HistoryCommit, readHistory } from "./history.ts";
export { describeRevision, publicAddress, type Revision } from "./problems.ts";
export type { ReadLimits, Snapshot } from "./snapshot.ts";
export { openSnapshotReader, type SnapshotReader, type SnapshotReaderOptions } from "./snapshot-reader.ts";
