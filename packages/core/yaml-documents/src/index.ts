export { documentsOf } from "./documents.ts";
export { repeatedKeys } from "./repeated-keys.ts";
