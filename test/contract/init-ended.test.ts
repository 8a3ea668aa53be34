/** `kalypso init`, ended at any of its requests and run again, ends with the same platform. */
import { openEnd } from "@kalypso-actions/deadlines";
import { decide, planOf } from "@kalypso-actions/setup";
import { initialise, look, type Person, setupOnGitHub } from "@kalypso-actions/setups";
import { expect, test } from "vitest";
import { readExamples, settings as sample } from "../../packages/core/setup/test/support.ts";
import { SetupStage } from "../../packages/shell/setups/test/setup-stage.ts";
import { Dice } from "../../scripts/bench/random.ts";

const controlPlane = "contoso/k8s-control-plane";
const given = new Map([["given", { platformToken: "a token" }] as const]);
const nobody: Person = { signal: AbortSignal.abort(), open: async () => {}, waitFor: async () => false };
/** Fewer files than the examples have: what is in them makes no difference here. */
const examples = Object.fromEntries(
  Object.entries(readExamples()).map(([repository, branches]) => [
    repository,
    Object.fromEntries(
      Object.entries(branches).map(([branch, files]) => [
        branch,
        Object.fromEntries(Object.entries(files).slice(0, 2)),
      ]),
    ),
  ]),
);

/** Runs init once. @returns what is told of the things that are there */
async function init(setup: SetupStage, signal: AbortSignal = openEnd.signal): Promise<readonly string[]> {
  const { stage } = setup;
  const settings = {
    ...sample,
    organisation: "contoso",
    health: "commit-statuses",
    statusCreators: ["flux-bot"],
    environments: ["dev"],
    credentials: "token",
    reviewers: {},
    azure: undefined,
  } as const;
  const server = { ...stage.server, api: { ...stage.server.api, time: { ...openEnd, signal } } };
  const onGitHub = setupOnGitHub("owner-token", server, nobody);
  const drivers = onGitHub.drivers as Parameters<typeof look>[1];
  const plan = planOf(settings, examples);
  const before = (await onGitHub.readRecord(controlPlane)).value;
  const { steps, diagnostics } = decide(await look(plan, drivers, given), before);
  expect(diagnostics).toEqual([]);
  const { organisation, prefix, environments } = settings;
  await initialise({
    steps,
    drivers,
    store: onGitHub.storeFor(controlPlane),
    given,
    record: { organisation, prefix, environments },
    before: before?.things ?? [],
    controlPlane,
    tell: () => {},
  });
  return steps.flatMap(({ differences }) => differences);
}

/** Everything that is there, without what differs from run to run. */
function stateOf({ github }: SetupStage) {
  return github.repositories().map((name) => {
    const { environments, variables, secrets, rulesets, defaultBranch, labels } = github.repository(name);
    const git = github.git(name);
    const branches = git.git(["for-each-ref", "--format=%(refname)", "refs/heads"]).trim().split("\n");
    return {
      name,
      defaultBranch,
      variables: [...variables].sort(),
      secrets: [...secrets.keys()].sort(),
      labels: [...labels].sort(),
      rulesets: rulesets.map(({ branches: of }) => of),
      environments: [...environments]
        .map(
          ([environment, own]) =>
            [environment, [...own.variables], [...own.secrets.keys()], own.branches] as const,
        )
        .sort(([a], [b]) => (a < b ? -1 : 1)),
      branches: branches.map((branch) => {
        const files = git.git(["ls-tree", "-r", branch]).trim().split("\n");
        // The record has the ids of this world.
        return [branch, files.filter((line) => !line.endsWith("init.json"))];
      }),
    };
  });
}

test("a dozen ends at requests that a die names, and the runs after them", async () => {
  await using whole = await SetupStage.open();
  const count = (await whole.requestsOf(() => init(whole))).length;
  expect(count).toBeGreaterThan(80);
  const expected = stateOf(whole);
  const dice = new Dice(20261128);
  for (let run = 0; run < 12; run++) {
    await using setup = await SetupStage.open();
    const end = new AbortController();
    const cut = dice.below(2) === 0 ? { cut: true } : { cutAfter: true };
    const nth = 1 + dice.below(count);
    setup.github.faults.rules = [{ on: / \/api\//, nth, ...cut, kill: () => end.abort(new Error("ended")) }];
    await expect(init(setup, end.signal), `request ${nth}`).rejects.toThrow();
    setup.github.faults.rules = [];
    expect(await init(setup), `request ${nth}`).toEqual([]);
    expect(stateOf(setup), `request ${nth}`).toEqual(expected);
  }
}, 240_000);
