/** The ids that git gives texts and folders of texts, so that a branch can be compared without its contents. */
import { createHash } from "node:crypto";

/** A folder: texts and folders by name. */
type Folder = Map<string, string | Folder>;

function objectId(type: "blob" | "tree", content: Buffer): string {
  return createHash("sha1").update(`${type} ${content.length}\0`).update(content).digest("hex");
}

function foldersOf(files: Readonly<Record<string, string>>): Folder {
  const root: Folder = new Map();
  for (const [path, text] of Object.entries(files)) {
    const names = path.split("/");
    let folder = root;
    for (const name of names.slice(0, -1)) {
      const inner = folder.get(name);
      const next: Folder = inner instanceof Map ? inner : new Map();
      folder.set(name, next);
      folder = next;
    }
    folder.set(names.at(-1) ?? "", text);
  }
  return root;
}

function idOf(folder: Folder): string {
  const entries = [...folder].map(([name, content]) => {
    const isFolder = content instanceof Map;
    const id = isFolder ? idOf(content) : objectId("blob", Buffer.from(content));
    // Folders are sorted as if their names ended in a slash.
    return {
      order: Buffer.from(isFolder ? `${name}/` : name),
      row: `${isFolder ? "40000" : "100644"} ${name}\0`,
      id,
    };
  });
  const sorted = entries.sort((a, b) => Buffer.compare(a.order, b.order));
  return objectId(
    "tree",
    Buffer.concat(sorted.flatMap(({ row, id }) => [Buffer.from(row), Buffer.from(id, "hex")])),
  );
}

export function blobId(text: string): string {
  return objectId("blob", Buffer.from(text));
}

/** @param files texts by path, none of them executable */
export function treeId(files: Readonly<Record<string, string>>): string {
  return idOf(foldersOf(files));
}
