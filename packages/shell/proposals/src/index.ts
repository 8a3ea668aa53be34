export { defaultHead } from "./default-head.ts";
export { type ManifestFolder, readManifestFolder } from "./manifest-folder.ts";
export { type Proposal, prepareProposal } from "./proposal.ts";
export { type Proposed, propose } from "./propose.ts";
