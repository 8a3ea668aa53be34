import { defineConfig } from "vitest/config";
import { CountReporter } from "./scripts/count-reporter.ts";

export default defineConfig({
  test: {
    include: ["packages/*/test/**/*.test.ts", "actions/*/test/**/*.test.ts", "test/**/*.test.ts"],
    reporters: [process.env["CI"] ? "dot" : "default", new CountReporter()],
    // Generous, because tests run real git and real processes on machines that may be busy.
    testTimeout: 300_000,
    // Those that run beside each other are worlds of processes.
    maxConcurrency: 3,
  },
});
