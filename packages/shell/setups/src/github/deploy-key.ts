import type { Driver } from "../driver.ts";
import { type Access, absent } from "./access.ts";
import { newKeyPair } from "./ssh-key.ts";

export function deployKeys(access: Access): Driver<"deploy-key"> {
  async function keysOf(repository: string) {
    const at = access.at(repository);
    return at.request("list the deploy keys", ({ rest, paginate }) =>
      at.all(paginate.iterator(rest.repos.listDeployKeys, { ...at.at, per_page: 100 })),
    );
  }

  async function remove(repository: string, id: number): Promise<void> {
    const at = access.at(repository);
    await at.requestOr("delete the deploy key", absent, ({ rest }) =>
      rest.repos.deleteDeployKey({ ...at.at, key_id: id }),
    );
  }

  return {
    async read({ repository, title }) {
      const known = (await keysOf(repository)).find((key) => key.title === title);
      return known === undefined ? undefined : { id: String(known.id), actual: {}, outputs: {} };
    },
    async make({ repository, title }) {
      const at = access.at(repository);
      // The private half of a key that an ended run has added is lost.
      for (const { id } of (await keysOf(repository)).filter((key) => key.title === title))
        await remove(repository, id);
      const { publicKey, privateKey } = newKeyPair(title);
      const made = { ...at.at, title, key: publicKey, read_only: true };
      const id = await at.create("add the deploy key", {
        make: async ({ rest }) => (await rest.repos.createDeployKey(made)).data.id,
        look: async () => (await keysOf(repository)).find(({ key }) => key === publicKey)?.id,
      });
      return { id: String(id), actual: {}, outputs: { privateKey } };
    },
    remove: ({ repository }, id) => remove(repository, Number(id)),
  };
}
