/** The first content of a repository: all of its branches in one push. */
import type { Driver } from "../driver.ts";
import { type Access, absent } from "./access.ts";
import { treeId } from "./git-tree.ts";
import { push } from "./push.ts";

type Branches = Readonly<Record<string, Readonly<Record<string, string>>>>;

const message = "Begin, as the example repositories have it";

export function contents(access: Access): Driver<"content"> {
  /** The tree of a branch; undefined if there is no such branch, as in an empty repository. */
  async function treeOf(repository: string, branch: string): Promise<string | undefined> {
    const at = access.at(repository);
    const answer = await at.requestOr(`read the branch ${branch}`, absent, ({ rest }) =>
      rest.repos.getBranch({ ...at.at, branch }),
    );
    return answer?.data.commit.commit.tree.sha;
  }

  const read: Driver<"content">["read"] = async ({ repository, branches, defaultBranch }) => {
    const names = Object.keys(branches);
    // Whoever wants to remove it knows no branches.
    const asked = names.length === 0 ? [defaultBranch] : names;
    const trees = await Promise.all(asked.map((name) => treeOf(repository, name)));
    if (trees.includes(undefined)) return undefined;
    const there = names.map((name, index): readonly [string, Branches[string]] => {
      const files = branches[name] ?? {};
      // What is different is not downloaded.
      return [name, treeId(files) === trees[index] ? files : {}];
    });
    const at = access.at(repository);
    const { data } = await at.request("read the repository", ({ rest }) => rest.repos.get({ ...at.at }));
    // A run was ended after its push: nobody has worked with it, and another branch is the default.
    const isFresh = there.length > 0 && there.every(([name, files]) => files === branches[name]);
    if (isFresh && data.default_branch !== defaultBranch) return undefined;
    return {
      id: data.node_id,
      actual: { branches: Object.fromEntries(there), defaultBranch: data.default_branch },
      outputs: {},
    };
  };
  return {
    read,
    async make(wants) {
      const { repository, branches, defaultBranch } = wants;
      const at = access.at(repository);
      const names = Object.keys(branches);
      const trees = await Promise.all(names.map((name) => treeOf(repository, name)));
      if (trees.includes(undefined)) await push(access, { repository, branches, message });
      const { data } = await at.request(`make ${defaultBranch} the default branch`, ({ rest }) =>
        rest.repos.update({ ...at.at, default_branch: defaultBranch }),
      );
      return { id: data.node_id, actual: { branches, defaultBranch }, outputs: {} };
    },
    // It goes with the repository.
    remove: async () => {},
  };
}
