/**
 * GitHub's own workflow parser. It imports JSON without the attribute that Node requires, so the attribute is added on
 * loading.
 */
import { registerHooks } from "node:module";

registerHooks({
  load(url, context, next) {
    if (!url.endsWith(".json")) return next(url, context);
    return next(url, { ...context, importAttributes: { ...context.importAttributes, type: "json" } });
  },
});

export const parser = await import("@actions/workflow-parser");
export const { ErrorPolicy } = await import("@actions/workflow-parser/model/convert");
export const { fileIdentifier, parseFileReference } = await import(
  "@actions/workflow-parser/workflows/file-reference"
);
