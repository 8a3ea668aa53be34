export {
  type Comparison,
  readApplicationPreview,
  readBranchPreview,
  readMainPreview,
} from "./read-previews.ts";
