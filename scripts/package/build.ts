/** The npm package `kalypso-actions`: the command line as plain JavaScript, without the monorepo. */
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { build } from "rolldown";
import { modulesOf, noticesFile, noticesText, packagesOf } from "../generate/notices.ts";
import { packageFolder, root } from "../workspace.ts";

/** The oldest supported Node, as named by bundlers and packages. */
const oldestNode = 22;

export interface ProductManifest {
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly repository: Readonly<Record<string, string>>;
  readonly keywords: readonly string[];
}

export async function productManifest(): Promise<ProductManifest> {
  return JSON.parse(await readFile(join(root, "package.json"), "utf8"));
}

/** The package's manifest. No dependencies: the bundle contains everything. */
function manifestOf({ version, description, license, repository, keywords }: ProductManifest) {
  return {
    name: "kalypso-actions",
    version,
    description,
    license,
    repository,
    keywords,
    type: "module",
    bin: { kalypso: "bin/kalypso.js", "kalypso-actions": "bin/kalypso.js" },
    files: ["bin", "dist", "examples"],
    engines: { node: `>=${oldestNode}` },
    publishConfig: { access: "public", provenance: true },
  };
}

async function bundle(cli: string, folder: string): Promise<void> {
  // Paths are relative to the repository, so that no bundle reveals where it was built.
  const sources = relative(root, join(cli, "src"));
  const { output } = await build({
    cwd: root,
    input: { kalypso: join(sources, "main.ts"), thread: join(sources, "thread.ts") },
    platform: "node",
    transform: { target: `node${oldestNode}` },
    output: {
      dir: join(folder, "dist"),
      format: "esm",
      minify: true,
      entryFileNames: "[name].js",
      chunkFileNames: "shared.js",
    },
  });
  await writeFile(join(folder, "dist", noticesFile), noticesText(packagesOf(modulesOf(output))));
}

/** Writes the package into a folder, replacing it. */
export async function buildPackage(folder: string): Promise<void> {
  const cli = packageFolder("@kalypso-actions/cli");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await bundle(cli, folder);
  const manifest = manifestOf(await productManifest());
  await writeFile(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await cp(join(cli, "bin"), join(folder, "bin"), { recursive: true });
  await cp(join(root, "workflows-examples"), join(folder, "examples"), { recursive: true });
  await cp(join(cli, "README.md"), join(folder, "README.md"));
  await cp(join(root, "LICENSE"), join(folder, "LICENSE"));
}
