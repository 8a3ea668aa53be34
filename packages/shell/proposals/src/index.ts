export { defaultHead } from "./default-head.ts";
export { type ManifestFolder, readManifestFolder } from "./manifest-folder.ts";
export { type Proposal, type ProposalOptions, prepareProposal } from "./proposal.ts";
export { type Ports, type Proposed, type ProposeOptions, promotedLabel, propose } from "./propose.ts";
