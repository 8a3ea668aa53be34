/** Files by path, `/` between the parts, relative to the folder they are for. */
export type FileTree = ReadonlyMap<string, string>;

/** The same files in path order. */
export function inPathOrder(files: FileTree): FileTree {
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** Git modes by path: `100644`, `100755`, `120000` for a link, `160000` for a submodule. */
export type Modes = ReadonlyMap<string, string>;
