import { TreeWriter } from "@kalypso-actions/files";
import type { FileTree, Inventory } from "@kalypso-actions/gitops-branch";
import { OutputFolder, type WrittenFolder } from "@kalypso-actions/rendering";

/**
 * Replaces a folder by a file tree, as a render does.
 * @param inventory the inventory for proposing the files
 * @throws DiagnosticError output-occupied, output-failed
 */
export async function writeOutputFolder(
  path: string,
  files: FileTree,
  inventory: Inventory,
): Promise<WrittenFolder> {
  await using folder = await OutputFolder.open(path);
  await folder.writing(async () => {
    const writer = new TreeWriter(folder.temporary);
    for (const [name, text] of files) writer.write(name, text);
  });
  return await folder.takePlace(inventory, files.size);
}
