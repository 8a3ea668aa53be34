import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { CountReporter } from "./scripts/count-reporter.ts";
import { LongestFirst } from "./scripts/longest-first.ts";

/** Real processes: git, bundles, servers. */
const contract = [
  "packages/shell/git/test/**",
  "packages/shell/promotions/test/**",
  "packages/sandbox/*/test/**",
  "test/contract/**",
];

/** The tutorial's organisation, from a push to what runs on its clusters. */
const worlds = ["test/worlds/**"];

/** What a release has to be: for whoever makes one, and for CI. `npm test` leaves it out. */
const release = ["test/release/**"];

/** What one process has compiled the next does not compile again: a third of the time of a short one. */
const env = { NODE_COMPILE_CACHE: fileURLToPath(new URL("node_modules/.cache/compiled", import.meta.url)) };

const tests = (folders: readonly string[]) => folders.map((folder) => `${folder}/*.test.ts`);

export default defineConfig({
  test: {
    // One worker fewer than there are processors is the default: on a runner with two, half of it would be idle.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    reporters: [process.env["CI"] ? "dot" : "default", new CountReporter()],
    projects: [
      {
        test: {
          name: "unit",
          include: tests(["packages/*/*/test/**", "actions/*/test/**", "test/**"]),
          exclude: tests([...contract, ...worlds, ...release]),
          // The clock says how busy the machine is; what a test may use of the processor, the watchdog counts.
          testTimeout: 120_000,
          // Nothing here keeps a state: a worker of its own for each file would cost more than the tests.
          isolate: false,
          setupFiles: ["test/support/watchdog.ts"],
        },
      },
      // What takes long here is a machine that is busy with something else.
      { test: { name: "contract", include: tests(contract), env, testTimeout: 120_000, maxConcurrency: 3 } },
      { test: { name: "worlds", include: tests(worlds), env, testTimeout: 300_000, hookTimeout: 300_000 } },
      { test: { name: "release", include: tests(release), testTimeout: 300_000, hookTimeout: 300_000 } },
    ],
  },
});
