export { type DiagnosticCode, diagnosticCatalogue } from "./codes.ts";
export { counted } from "./counted.ts";
export {
  type Diagnostic,
  DiagnosticError,
  diagnosticsOf,
  hasErrors,
  type Outcome,
  type Place,
  wholeFile,
} from "./diagnostic.ts";
export { countDiagnostics, formatPlace, formatReport, formatText, placeAddress } from "./format.ts";
export { branchLink, commitLink, linkTo, placeLink, repositoryLink } from "./links.ts";
export {
  addressText,
  changedSpans,
  codeSpan,
  messageText,
  oneLine,
  plainText,
  titleText,
} from "./markdown.ts";
export { didYouMean, isOneLetterOff, nearestName, nearestOrShort } from "./nearest.ts";
export { sortDiagnostics } from "./order.ts";
export { placeInText, positionAt, type TextOrigin } from "./origin.ts";
export { present } from "./present.ts";
export { isStackOverflow } from "./stack.ts";
export { type Stops, stopsOfCodes, stopsWhom } from "./stops.ts";
export { tableLines } from "./table.ts";
export { visible, visibleJson, visibleLines } from "./visible.ts";
