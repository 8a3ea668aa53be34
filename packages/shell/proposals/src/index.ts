export { defaultHead } from "./default-head.ts";
export { readHead, writeHead } from "./head-branch.ts";
export { type ManifestFolder, readManifestFolder } from "./manifest-folder.ts";
export { commitMessage } from "./own-commit.ts";
export { type Proposal, prepareProposal } from "./proposal.ts";
export { type Proposed, propose } from "./propose.ts";
