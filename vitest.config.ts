import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { CountReporter } from "./scripts/count-reporter.ts";
import { LongestFirst } from "./scripts/longest-first.ts";

/** Tests with real processes: git, bundles, servers. */
const contract = [
  "packages/shell/git/test/**",
  "packages/shell/promotions/test/**",
  "packages/shell/setups/test/**",
  "packages/sandbox/*/test/**",
  "test/contract/**",
];

/** The tutorial's organisation, from a push to the running application. */
const worlds = ["test/worlds/**"];

/** Requirements of a release, for maintainers and CI. Not part of `npm test`. */
const release = ["test/release/**"];

/** Processes share their compiled code, which saves a third of a short one's time. */
const env = { NODE_COMPILE_CACHE: fileURLToPath(new URL("node_modules/.cache/compiled", import.meta.url)) };

const tests = (folders: readonly string[]) => folders.map((folder) => `${folder}/*.test.ts`);

export default defineConfig({
  test: {
    // The default is one worker less than there are processors, which would leave half of a two-processor runner idle.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    reporters: [process.env["CI"] ? "dot" : "default", new CountReporter()],
    projects: [
      {
        test: {
          name: "unit",
          include: tests(["packages/*/*/test/**", "actions/*/test/**", "test/**"]),
          exclude: tests([...contract, ...worlds, ...release]),
          // A timeout by the clock depends on how busy the machine is; the watchdog limits a test's CPU time.
          testTimeout: 120_000,
          // Nothing here keeps state: a worker per file would cost more than the tests.
          isolate: false,
          setupFiles: ["test/support/watchdog.ts"],
        },
      },
      // Only a machine that is busy with something else takes this long.
      { test: { name: "contract", include: tests(contract), env, testTimeout: 120_000, maxConcurrency: 3 } },
      { test: { name: "worlds", include: tests(worlds), env, testTimeout: 300_000, hookTimeout: 300_000 } },
      { test: { name: "release", include: tests(release), testTimeout: 300_000, hookTimeout: 300_000 } },
    ],
  },
});
