export { type InputReader, type Inputs, matching, parsed, readInputs, secret, text } from "./inputs.ts";
export { annotateAll, diagnosticsTable } from "./report.ts";
export { type ActionResult, runAction } from "./run-action.ts";
