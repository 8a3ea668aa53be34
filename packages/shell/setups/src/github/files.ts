/** Files added to a branch that was there before: none is replaced, and none that somebody has changed is removed. */
import type { Driver } from "../driver.ts";
import { type Access, absent } from "./access.ts";
import { push } from "./push.ts";
import { silent } from "./record-store.ts";

/** Git object ids by path. */
type Objects = Readonly<Record<string, string>>;

/** The actions' own folder, whose files their runs change. */
const own = /(?:^|\/)\.kalypso\//;

export function addedFiles(access: Access): Driver<"files"> {
  /** Of these paths, what is there. */
  async function presentOf(repository: string, ref: string, paths: readonly string[]): Promise<Objects> {
    const at = access.at(repository);
    const found: Record<string, string> = {};
    for (const path of paths) {
      const answer = await at.requestOr(`read ${path}`, absent, ({ rest }) =>
        rest.repos.getContent({ ...at.at, path, ref }),
      );
      const data = answer?.data;
      if (data !== undefined && !Array.isArray(data)) found[path] = data.sha;
    }
    return found;
  }

  /** The id outlives changes of the branch, and no other repository has it. */
  async function idOf(repository: string, branch: string): Promise<string> {
    const at = access.at(repository);
    const { data } = await at.request("read the repository", ({ rest }) => rest.repos.get({ ...at.at }));
    return `${data.node_id} ${branch}`;
  }

  const editedOf = (present: Objects, objects: Objects) =>
    Object.keys(objects).filter(
      (path) => !own.test(path) && present[path] !== undefined && present[path] !== objects[path],
    );

  return {
    async read({ repository, branch, files, objects }) {
      const paths = Object.keys(objects);
      const present = await presentOf(repository, branch, paths);
      const isMissing = (path: string) => present[path] === undefined;
      // Whoever wants to remove them knows no texts: one that is left is enough.
      const isWanted = Object.keys(files).length > 0;
      if (isWanted ? paths.some(isMissing) : paths.every(isMissing)) return undefined;
      return {
        id: await idOf(repository, branch),
        actual: { edited: editedOf(present, objects) },
        outputs: {},
      };
    },
    async make({ repository, branch, files, objects }) {
      const present = await presentOf(repository, branch, Object.keys(files));
      const missing = Object.entries(files).filter(([path]) => present[path] === undefined);
      if (missing.length > 0)
        await push(access, {
          repository,
          branches: { [branch]: Object.fromEntries(missing) },
          message: `Add what the workflows of kalypso-actions need ${silent}`,
        });
      return {
        id: await idOf(repository, branch),
        actual: { edited: editedOf(present, objects) },
        outputs: {},
      };
    },
    async remove({ repository, branch, objects }) {
      const present = await presentOf(repository, branch, Object.keys(objects));
      const ours = Object.keys(objects).filter((path) => present[path] === objects[path]);
      if (ours.length === 0) return;
      await push(access, {
        repository,
        branches: { [branch]: Object.fromEntries(ours.map((path) => [path, null])) },
        message: `Remove what kalypso init has added ${silent}`,
      });
    },
  };
}
