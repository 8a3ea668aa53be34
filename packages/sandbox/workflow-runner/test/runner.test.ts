import { expect, test } from "vitest";
import { conclusions, logs, RunnerStage } from "./stage.ts";

test("runs a workflow with outputs, needs, matrix, env, conditions and summaries", async () => {
  await using stage = await RunnerStage.open();
  const run = await stage.run(`
name: build
on: {push: {branches: [main]}}
env: {GREETING: hello}
permissions: {contents: read}
jobs:
  first:
    runs-on: ubuntu-latest
    outputs: {list: "\${{ steps.make.outputs.list }}"}
    steps:
      - id: make
        run: |
          echo 'list=["a","b"]' >> "$GITHUB_OUTPUT"
          echo "## Summary of $GREETING" >> "$GITHUB_STEP_SUMMARY"
      - if: failure()
        run: echo never
  second:
    needs: first
    runs-on: ubuntu-latest
    strategy: {matrix: {letter: "\${{ fromJSON(needs.first.outputs.list) }}"}}
    steps:
      - run: echo "$GREETING \${{ matrix.letter }} \${{ github.ref_name }} \${{ strategy.job-total }}"
        shell: bash
  third:
    needs: [first, second]
    if: always() && needs.second.result == 'success'
    runs-on: ubuntu-latest
    steps:
      - run: exit 3
        continue-on-error: true
      - run: exit 4
      - run: echo unreached
      - if: always()
        run: echo cleaned
`);
  expect(run.problems).toEqual([]);
  expect(conclusions(run)).toEqual({
    first: "success",
    "second (a)": "success",
    "second (b)": "success",
    third: "failure",
  });
  expect(run.conclusion).toBe("failure");
  expect(logs(run)).toEqual(expect.arrayContaining(["hello a main 2", "hello b main 2", "cleaned"]));
  expect(logs(run)).not.toContain("unreached");
  expect(run.jobs[0]?.steps[1]?.summary).toBe("## Summary of hello\n");
  expect(run.jobs[3]?.annotations.map(({ message }) => message)).toEqual([
    "Process completed with exit code 3.",
    "Process completed with exit code 4.",
  ]);
});
