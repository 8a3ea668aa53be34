/** An action with a lot of output, for a separate process. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import { runAction } from "../src/index.ts";

const diagnostics = Array.from(
  { length: 1_500 },
  (_, index): Diagnostic => ({
    severity: "error",
    code: "yaml-syntax",
    message: `${index} ${"x".repeat(3_000)}`,
  }),
);

await runAction("Large", async () => ({ diagnostics, summary: "", done: "the end", outputs: {} }));
