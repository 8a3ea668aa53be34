/**
 * `npm run mutation`: breaks rules one at a time and tells which breakage no test notices. Slow the first time; after
 * that, only what has changed is tried again. Not part of CI.
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
  mutate: ["packages/core/{scheduling,platform-config,promotion}/src/**/*.ts"],
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner"],
  vitest: { configFile: "vitest.rules.config.ts", related: false },
  concurrency: 1,
  // A mutant in code that runs when a module is loaded would cost a run of every test.
  ignoreStatic: true,
  incremental: true,
  incrementalFile: ".cache/mutation/incremental.json",
  tempDirName: ".cache/mutation/sandbox",
  // Links to folders cannot be copied; their case is skipped if it does not exist.
  ignorePatterns: ["dist", "demo", ".cache", "docs", "workflows-examples", "test/cases/symlinks-are-refused"],
  // This file does not exist: Stryker would rewrite it with an API that TypeScript 7 does not have.
  tsconfigFile: "none.json",
  reporters: ["clear-text", "json", "progress-append-only"],
  jsonReporter: { fileName: ".cache/mutation/report.json" },
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false },
  thresholds: { high: 95, low: 90, break: null },
};
