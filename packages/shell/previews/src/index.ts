export {
  readApplicationPreview,
  readBranchPreview,
  readMainPreview,
} from "./read-previews.ts";
