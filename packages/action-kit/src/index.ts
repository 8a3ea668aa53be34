export {
  choice,
  flag,
  type InputReader,
  type Inputs,
  list,
  masked,
  matching,
  parsed,
  readInputs,
  seconds,
  secret,
  text,
  wholeNumber,
} from "./inputs.ts";
export { annotateAll, diagnosticsTable } from "./report.ts";
export { type ActionResult, runAction } from "./run-action.ts";
export { info, openIdToken, runUrl, serverUrl, setSecret, surviveClosedPipes } from "./runner.ts";
