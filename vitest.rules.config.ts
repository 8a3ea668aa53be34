/** For `npm run coverage` and `npm run mutation`: the tests that verify the rules of five core packages. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { CountReporter } from "./scripts/count-reporter.ts";

const packages = ["gitops-branch", "platform-config", "promotion", "resources", "scheduling"] as const;

/** The workspace's packages in this file's folder: mutants are in a copy of it, whose links lead back here. */
function workspace(): Record<string, string> {
  const entries = ["core", "shell", "sandbox"].flatMap((kind) =>
    readdirSync(new URL(`packages/${kind}`, import.meta.url), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }): [string, string] => [
        `@kalypso-actions/${name}`,
        fileURLToPath(new URL(`packages/${kind}/${name}/src/index.ts`, import.meta.url)),
      ]),
  );
  return Object.fromEntries(entries);
}

export default defineConfig({
  resolve: { alias: workspace() },
  test: {
    include: [
      ...packages.map((name) => `packages/core/${name}/test/*.test.ts`),
      // Behaviours without git, servers and bundles, because those run in processes that are not measured.
      "packages/shell/{checks,proposals,resource-graph}/test/*.test.ts",
      "test/{budgets,cases,whose-mistake}.test.ts",
    ],
    isolate: false,
    // No watchdog: instrumented code is slower than the product.
    testTimeout: 120_000,
    reporters: [new CountReporter()],
    coverage: {
      provider: "v8",
      include: packages.map((name) => `packages/core/${name}/src/**/*.ts`),
      reporter: [["text", { skipFull: true }], "json"],
      reportsDirectory: ".cache/coverage",
      thresholds: Object.fromEntries(
        packages.map((name) => [`packages/core/${name}/src/**`, { branches: 95 }]),
      ),
    },
  },
});
