/** Third-party notices: the licences of all code in a bundle. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RolldownOutput } from "rolldown";

/** Written next to each bundle. */
export const noticesFile = "THIRD-PARTY-NOTICES.txt";

export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** The SPDX expression in its package.json. */
  readonly license: string;
  /** The full texts of its licence and notice files. */
  readonly texts: readonly string[];
}

/** Licences that require no more than a notice. Read a licence before adding it here. */
const permissive: ReadonlySet<string> = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "Unlicense",
  "Zlib",
]);

const noticeFile = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;

/** Everything up to and including the package's own folder: pnpm nests one `node_modules` in another. */
const packageFolder = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/;

function licenceOf({ license, licenses }: PackageManifest): string {
  if (typeof license === "string") return license;
  // The format from before SPDX expressions.
  return license?.type ?? licenses?.map(({ type }) => type).join(" OR ") ?? "";
}

interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string | { readonly type: string };
  readonly licenses?: readonly { readonly type: string }[];
}

function readPackage(folder: string): BundledPackage {
  const manifest: PackageManifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((name) => noticeFile.test(name));
  // Windows line ends and trailing spaces would make the same licence look like two.
  const texts = files.sort().map((name) =>
    readFileSync(join(folder, name), "utf8")
      .replaceAll(/[^\S\n]+$/gm, "")
      .trim(),
  );
  return { name: manifest.name, version: manifest.version, license: licenceOf(manifest), texts };
}

function byName(one: BundledPackage, other: BundledPackage): number {
  const [a, b] = [`${one.name}@${one.version}`, `${other.name}@${other.version}`];
  return a < b ? -1 : a > b ? 1 : 0;
}

type Modules = Readonly<Record<string, { readonly renderedLength: number }>>;

/** The modules of a bundle, across all of its output files. */
export function modulesOf(files: RolldownOutput["output"]): Modules {
  return Object.assign({}, ...files.map((file) => (file.type === "chunk" ? file.modules : {})));
}

/**
 * The third-party packages whose code a bundle contains.
 * @param modules paths of the bundled modules, and how much of each is left
 */
export function packagesOf(modules: Modules): readonly BundledPackage[] {
  const kept = Object.entries(modules).filter(([, { renderedLength }]) => renderedLength > 0);
  const folders = new Set(kept.flatMap(([path]) => packageFolder.exec(path)?.[0] ?? []));
  return [...folders]
    .filter((folder) => existsSync(join(folder, "package.json")))
    .map(readPackage)
    .sort(byName);
}

/**
 * Whether an expression is permissive: at least one of the alternatives offered, and every licence that applies
 * together.
 */
function isPermissive(expression: string): boolean {
  const alternatives = expression.replaceAll(/[()]/g, "").split(/\s+OR\s+/);
  return alternatives.some((all) => all.split(/\s+AND\s+/).every((id) => permissive.has(id.trim())));
}

/** Why a package must not be bundled; undefined if it may. */
export function licenceProblem({ name, version, license, texts }: BundledPackage): string | undefined {
  if (!isPermissive(license))
    return `${name}@${version}: its licence (${license === "" ? "unknown" : license}) is not on the list of permissive licences in scripts/generate/notices.ts`;
  if (texts.length === 0 && !standard.has(license))
    return `${name}@${version}: it ships no licence text, but ${license} requires one`;
  return undefined;
}

/** Standard texts, for packages that name their licence but do not ship its text. */
const standard: ReadonlyMap<string, string> = new Map([
  [
    "MIT",
    `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`,
  ],
]);

const rule = "-".repeat(80);

function section({ name, version, license, texts }: BundledPackage): string {
  const text = texts.length > 0 ? texts : [standard.get(license) ?? ""];
  return [rule, `${name} ${version} (${license})`, rule, "", text.join("\n\n"), ""].join("\n");
}

/** Some packages must not be bundled; the message names each of them. */
export class LicenceError extends Error {}

/** @throws LicenceError */
export function noticesText(packages: readonly BundledPackage[]): string {
  const problems = packages.flatMap((each) => licenceProblem(each) ?? []);
  if (problems.length > 0) throw new LicenceError(problems.join("\n"));
  const head = "The bundle beside this file contains code of these packages, under the licences below.\n";
  const list = packages.map(({ name, version, license }) => `- ${name} ${version}: ${license}`).join("\n");
  return [head, `${list}\n`, ...packages.map(section)].join("\n");
}
