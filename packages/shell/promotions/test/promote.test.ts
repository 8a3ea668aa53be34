import {
  type BranchMove,
  type TemporaryFolder,
  temporaryFolder,
  World,
} from "@kalypso-actions/github-sandbox";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type CommitPort, type PromotionRequest, promote } from "../src/index.ts";

const server = "https://github.com";
let folder: TemporaryFolder;
let world: World;
const commits: Record<string, string> = {};

const environment = `apiVersion: scheduler.kalypso.io/v1alpha1
kind: Environment
metadata:
  name: dev
spec:
  controlPlane: { repo: ${server}/contoso/control-plane, branch: dev }
`;

const baseRepo = (spec: string) => `apiVersion: scheduler.kalypso.io/v1alpha1
kind: BaseRepo
metadata:
  name: main
spec:
  ${spec.replaceAll(", ", "\n  ")}
`;

const own = `repo: ${server}/contoso/control-plane`;

/**
 * History: main has `old` and `new`, release has `old` and `fix`, another repository's main has `other`; each test
 * creates its own `dev`.
 */
beforeAll(async () => {
  folder = await temporaryFolder();
  world = await World.open(folder.path);
  for (const [name, value] of Object.entries(world.env)) vi.stubEnv(name, value);
  const push = async (name: string, on: BranchMove, files: Record<string, string>) => {
    commits[name] = await world.push(on, name, files);
  };
  await push(
    "old",
    { repository: "control-plane", branch: "main" },
    { ".environments/dev.yaml": environment },
  );
  for (const branch of ["release", "unmerged"])
    world.git(["branch", branch, commits["old"] ?? ""], world.pathOf("control-plane"));
  await push("new", { repository: "control-plane", branch: "main" }, { "a.txt": "new\n" });
  await push("fix", { repository: "control-plane", branch: "release" }, { "a.txt": "fix\n" });
  await push("unmerged", { repository: "control-plane", branch: "unmerged" }, { "a.txt": "unmerged\n" });
  await push("other", { repository: "platform", branch: "main" }, { "a.txt": "other\n" });
  await push(
    "unlisting",
    { repository: "control-plane", branch: "main" },
    {
      ".environments/dev.yaml": environment.replace("name: dev", "name: prod"),
    },
  );
  commits["head"] = await world.push({ repository: "control-plane", branch: "main" }, "head", {
    ".environments/dev.yaml": environment,
  });
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await folder[Symbol.asyncDispose]();
});

function gitOf(repository: string) {
  return (...args: readonly string[]) => {
    try {
      return world.git(args, world.pathOf(repository));
    } catch {
      return undefined;
    }
  };
}

/** GitHub's answers about commits of the repositories. */
function commitPort(repository: string, statuses: string[]): CommitPort {
  const git = gitOf(repository);
  const isIn = (older: string, newer: string) =>
    git("merge-base", "--is-ancestor", older, newer) !== undefined;
  return {
    branchHead: async (branch) => git("rev-parse", "--verify", `refs/heads/${branch}`),
    compare: async (base, head) => {
      if ([base, head].some((commit) => git("cat-file", "-e", commit) === undefined)) return "unknown";
      if (base === head) return "identical";
      return isIn(base, head) ? "ahead" : isIn(head, base) ? "behind" : "diverged";
    },
    statuses: async () => new Map(),
    setStatus: async (commit) => void statuses.push(`${repository} ${commit}`),
  };
}

/** Promotion by a push asks for no pull request. */
const unasked = async () => {
  throw new Error("not asked for");
};
const pulls = {
  find: unasked,
  closed: unasked,
  open: unasked,
  update: unasked,
  close: unasked,
  commentOnce: unasked,
};

/** Promotes to an environment whose branch has this BaseRepo, or none. */
async function promoteTo(spec: string | undefined, name: string, more: Partial<PromotionRequest> = {}) {
  const text = spec === undefined ? "# none\n" : baseRepo(spec);
  await world.push({ repository: "control-plane", branch: "dev" }, "dev", { "base-repo.yaml": text });
  const statuses: string[] = [];
  const written: string[] = [];
  const ports = {
    commits: ({ repo }: { readonly repo: string }) => commitPort(repo, statuses),
    contents: {
      read: async (path: string, ref: string) => {
        const found = gitOf("control-plane")("show", `${ref}:${path}`);
        return found === undefined || spec === undefined ? undefined : { text: found, sha: "b" };
      },
      write: async (_: unknown, changed: string) => {
        written.push(changed);
        return "c".repeat(40);
      },
    },
    dispatches: { workflow: async () => {} },
    control: commitPort("control-plane", []),
    pulls,
  };
  const request = {
    environment: "dev",
    commit: commits[name] ?? "",
    server,
    token: { origin: server, token: "t" },
    repository: { owner: "contoso", repo: "control-plane" },
    workflow: undefined,
    runUrl: undefined,
    address: `${server}/contoso/control-plane.git`,
    allowsRollback: false,
    via: "push" as const,
    by: undefined,
  };
  const outcome = await promote(ports, { ...request, ...more }).then(
    ({ promoted }) => (promoted ? "promoted" : "kept"),
    (error) => `${error.diagnostics[0].code}: ${error.message}`,
  );
  return { outcome, statuses, written };
}

const refused = (commit: string, branch: string, repository = "contoso/control-plane") =>
  `promotion-refused: the commit ${commits[commit]} is not on the branch \`${branch}\` of ${repository}; only commits on that branch can be promoted`;

describe("only commits on the base repository's branch are promoted", () => {
  test.each([
    ["its head", "head", "promoted"],
    ["a commit before its head", "new", "promoted"],
  ])("%s", async (_, commit, kind) => {
    const { outcome, written } = await promoteTo(`${own}, branch: main, commit: ${commits["old"]}`, commit);
    expect(outcome).toBe(kind);
    expect(written).toEqual([expect.stringContaining(`commit: ${commits[commit]}`)]);
  });

  test.each([
    ["an environment that has a commit", () => `${own}, branch: main, commit: ${commits["old"]}`, {}],
    ["one without a commit", () => `${own}, branch: main`, {}],
    ["one without a BaseRepo", () => undefined, {}],
    [
      "one that rolls back",
      () => `${own}, branch: main, commit: ${commits["new"]}`,
      { allowsRollback: true },
    ],
    ["one that already has it", () => `${own}, branch: main, commit: ${commits["unmerged"]}`, {}],
  ])("refuses a commit of an unmerged branch for %s", async (_, spec, more) => {
    const { outcome, ...done } = await promoteTo(spec(), "unmerged", more);
    expect(outcome).toBe(refused("unmerged", "main"));
    expect(done).toEqual({ statuses: [], written: [] });
  });

  test("the branch is the one in the BaseRepo", async () => {
    const release = `${own}, branch: release, commit: ${commits["old"]}`;
    expect((await promoteTo(release, "fix")).outcome).toBe("promoted");
    expect((await promoteTo(release, "new")).outcome).toBe(refused("new", "release"));
    expect((await promoteTo(`${own}, branch: gone`, "new")).outcome).toMatch(
      /^promotion-refused: contoso\/control-plane has no branch `gone`/,
    );
  });

  test("a base repository other than the control plane is checked for its own commits", async () => {
    const platform = `repo: "git@github.com:contoso/platform.git", branch: main`;
    const { outcome, statuses } = await promoteTo(platform, "other");
    expect(outcome).toBe("promoted");
    expect(statuses).toEqual([`platform ${commits["other"]}`]);
    expect((await promoteTo(platform, "new")).outcome).toBe(refused("new", "main", "contoso/platform"));
  });

  test("refuses a base repository on another server", async () => {
    const { outcome } = await promoteTo(
      `repo: https://git.example/contoso/control-plane, branch: main`,
      "new",
    );
    expect(outcome).toMatch(
      /^promotion-refused: https:\/\/git.example\/contoso\/control-plane is not a repository/,
    );
  });
});

test("refuses a commit of main that does not list the environment", async () => {
  const { outcome } = await promoteTo(`${own}, branch: main, commit: ${commits["old"]}`, "unlisting");
  expect(outcome).toMatch(
    /^environment-unknown: [0-9a-f]{10} lists no environment `dev`; expected one of prod$/,
  );
});
