/** An action with a lot of output, for a separate process. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import { endWhenPrinted, runAction } from "../src/index.ts";

const diagnostics = Array.from(
  { length: 1_500 },
  (_, index): Diagnostic => ({
    severity: "error",
    code: "yaml-syntax",
    message: `${index} ${"x".repeat(3_000)}`,
  }),
);

/** Only its last line. */
const isShort = process.argv.includes("--short");

/** As much in the summary, if it is asked for. */
const rows = process.argv.includes("--summary") ? diagnostics.map(({ message }) => `| ${message} |`) : [];

await runAction("Large", async () => {
  return {
    diagnostics: rows.length === 0 && !isShort ? diagnostics : [],
    summary: rows.join("\n"),
    done: "the end",
    outputs: {},
  };
});

if (isShort) endWhenPrinted();
