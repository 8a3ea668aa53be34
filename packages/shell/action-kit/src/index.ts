export {
  choice,
  flag,
  type InputReader,
  type InputSource,
  type Inputs,
  list,
  mapped,
  masked,
  matching,
  optional,
  parsed,
  readInputs,
  runnerInputs,
  seconds,
  secret,
  text,
  wholeNumber,
} from "./inputs.ts";
export { annotateAll, diagnosticsTable } from "./report.ts";
export { type ActionResult, runAction } from "./run-action.ts";
export {
  endWhenPrinted,
  info,
  openIdToken,
  runUrl,
  serverUrl,
  setSecret,
  surviveClosedPipes,
} from "./runner.ts";
