import { join } from "node:path";
import {
  GitHubServer,
  type RunState,
  temporaryFolder,
  WorkflowRunner,
  World,
} from "@kalypso-actions/sandbox";
import { describe, expect, test } from "vitest";

async function open() {
  const folder = await temporaryFolder();
  const world = await World.open(join(folder.path, "world"));
  const github = await GitHubServer.open(world);
  const services = { github, storage: folder.path, images: new Map<string, string>() };
  const runner = new WorkflowRunner({ services, sources: {}, tools: [], env: {} });
  return {
    world,
    github,
    runner,
    async run(text: string, files: Readonly<Record<string, string>> = {}): Promise<RunState> {
      await github.push("app", "main", "a change", { ".github/workflows/w.yml": text, ...files });
      await runner.idle();
      return runner.runs.at(-1) as RunState;
    },
    async [Symbol.asyncDispose]() {
      await runner.close();
      await github[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const logs = (run: RunState) => run.jobs.flatMap(({ steps }) => steps.flatMap(({ log }) => log));

describe("runs a workflow", () => {
  test("with outputs, needs, matrix, env, conditions and summaries", async () => {
    await using world = await open();
    const run = await world.run(`
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
    expect(run.jobs.map(({ name, conclusion }) => [name, conclusion])).toEqual([
      ["first", "success"],
      ["second (a)", "success"],
      ["second (b)", "success"],
      ["third", "failure"],
    ]);
    expect(run.conclusion).toBe("failure");
    expect(logs(run)).toEqual(expect.arrayContaining(["hello a main 2", "hello b main 2", "cleaned"]));
    expect(logs(run)).not.toContain("unreached");
    expect(run.jobs[0]?.steps[1]?.summary).toBe("## Summary of hello\n");
    expect(run.jobs[3]?.annotations.map(({ message }) => message)).toEqual([
      "Process completed with exit code 3.",
      "Process completed with exit code 4.",
    ]);
  });
});
