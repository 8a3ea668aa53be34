/** The environments that the control plane lists. */
import type { SnapshotReader } from "@kalypso-actions/git";
import type { Resource, ResourceSet } from "@kalypso-actions/resources";
import { readControlPlane } from "./control-plane-tree.ts";
import type { ListedEnvironments } from "./holds/target-troubles.ts";

function namesOf(set: ResourceSet | undefined): readonly string[] {
  return set?.resources.Environment.map(({ name }) => name) ?? [];
}

/**
 * Those of the promoted commit and of the head of main, which is read only if a name is missing: environments come and
 * go, and an application may be registered in two control planes.
 */
export function listedEnvironments(
  reader: SnapshotReader,
  {
    environment,
    baseRepo,
    base,
  }: {
    readonly environment: string;
    readonly baseRepo: Resource<"BaseRepo"> | undefined;
    readonly base: ResourceSet | undefined;
  },
): ListedEnvironments {
  const known = new Set(namesOf(base));
  // That the environment itself is not listed, or that one is broken, is an error of its own.
  const isListed = known.has(environment) && base?.broken.mayBe("Environment") !== true;
  let head: Promise<void> | undefined;
  const readHead = async () => {
    if (!baseRepo?.data.spec.commit) return;
    const { repo, branch, path } = baseRepo.data.spec;
    const { value } = await readControlPlane(reader, { repo, ref: branch }, path);
    for (const name of namesOf(value?.set)) known.add(name);
  };
  return {
    async isUnknown(name) {
      if (!isListed || known.has(name)) return false;
      head ??= readHead();
      await head;
      return !known.has(name);
    },
    get names() {
      return [...known].sort();
    },
  };
}
