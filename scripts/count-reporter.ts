import type { Reporter, TestModule } from "vitest/node";

/** Ends a run with one plain line that says how many tests ran. */
export class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const states = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => test.result().state),
    );
    const count = (state: string) => states.filter((found) => found === state).length;
    const skipped = count("skipped") + count("pending");
    process.stdout.write(
      `\n${count("passed")} passed, ${count("failed")} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`,
    );
  }
}
