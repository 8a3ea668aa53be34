export { addressRules, allowedHosts, allowedOwners } from "./addresses.ts";
export {
  branchName,
  commitId,
  environmentName,
  innerPath,
  pattern,
  repositoryName,
  seconds,
  wholeNumber,
} from "./forms.ts";
export { openIdToken } from "./id-token.ts";
export {
  choice,
  flag,
  type InputSource,
  list,
  masked,
  optional,
  readInputs,
  required,
  runnerInputs,
  secret,
  text,
} from "./inputs.ts";
export { annotateAll, diagnosticsTable } from "./report.ts";
export { type ActionResult, runAction } from "./run-action.ts";
export {
  endWhenPrinted,
  info,
  runUrl,
  serverUrl,
  setSecret,
} from "./runner.ts";
