/** What others do to the repositories while an action runs. */
import type { FaultRule } from "@kalypso-actions/github-sandbox";
import type { ActionRun } from "../../test/support/process.ts";
import type { Scene } from "./scene.ts";

export interface Race {
  /** Lets somebody act at the n-th request, before it is answered. */
  readonly rule: (scene: Scene, nth: number) => FaultRule;
  readonly run?: (scene: Scene) => Promise<ActionRun>;
  /** Before the rerun. */
  readonly before?: (scene: Scene) => Promise<void>;
}

/** Somebody does something at the n-th request, and only then it is answered. */
function meanwhile(act: (scene: Scene) => Promise<unknown> | unknown): Race["rule"] {
  return (scene, nth) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const kill = () =>
      void Promise.resolve(act(scene)).then(
        () => resolve(),
        () => resolve(),
      );
    return { on: /./, nth, kill, until: promise };
  };
}

const foreign = { "notes/by-somebody.txt": "theirs\n" };

/** A commit by somebody else, on the branch that the action reads or writes. */
async function pushTo({ stage, branch }: Scene): Promise<void> {
  await stage.world.push(branch, "meanwhile", foreign);
}

/** The branch loses its last commit and gets another instead. */
function rewrite({ stage, branch }: Scene): void {
  const git = stage.github.git(branch.repository);
  const tip = git.resolve(branch.branch);
  if (tip === undefined) return;
  const [tree = "", parent = ""] = git
    .git(["rev-parse", `${tip}^{tree}`, `${tip}^`])
    .trim()
    .split("\n");
  git.move(
    `refs/heads/${branch.branch}`,
    git.git(["commit-tree", tree, "-p", parent, "-m", "rewritten"]).trim(),
  );
}

/** The branch is gone until the rerun. */
const removed = new WeakMap<Scene, string>();

function remove(scene: Scene): void {
  const git = scene.stage.github.git(scene.branch.repository);
  const tip = git.resolve(scene.branch.branch);
  if (tip === undefined) return;
  removed.set(scene, tip);
  git.git(["update-ref", "-d", `refs/heads/${scene.branch.branch}`]);
}

async function bringBack(scene: Scene): Promise<void> {
  const tip = removed.get(scene);
  if (tip !== undefined)
    scene.stage.github.git(scene.branch.repository).move(`refs/heads/${scene.branch.branch}`, tip);
}

export const races = {
  "lease lost": { rule: meanwhile(pushTo) },
  "force-push": { rule: meanwhile(rewrite) },
  "branch deleted": { rule: meanwhile(remove), before: bringBack },
  "two runs at once": {
    rule: () => ({ on: /^$/ }),
    run: async (scene) => {
      const [one, other] = await Promise.all([scene.run(), scene.run()]);
      return one.exitCode === 0 ? other : one;
    },
  },
} as const satisfies Readonly<Record<string, Race>>;
