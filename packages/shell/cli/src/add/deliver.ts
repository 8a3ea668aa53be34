/** What becomes of new files: written, committed, or proposed as pull requests. */
import { join } from "node:path";
import type { Addition, Checkout, NewFile } from "@kalypso-actions/additions";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import { writeNewFiles } from "@kalypso-actions/files";
import { publicAddress, WorkTree } from "@kalypso-actions/git";
import { nameOnServer } from "@kalypso-actions/names";
import type { Platforms } from "../init/platforms.ts";
import { serverOf } from "../server.ts";

/** Folders by checkout, as the person named them. */
type Folders = Readonly<Record<Checkout, string | undefined>>;

export interface Delivery {
  readonly folder: string;
  readonly branch: string;
  readonly action: "committed" | "opened" | "updated" | "unchanged" | "nothing";
  /** The commit, or the address of the pull request. */
  readonly what: string | undefined;
}

interface Place {
  readonly checkout: Checkout;
  readonly folder: string;
  readonly files: readonly NewFile[];
  readonly tree: WorkTree;
  readonly branch: string;
}

function unfit(message: string, hint: string): DiagnosticError {
  return new DiagnosticError({ severity: "error", code: "input-invalid", message, hint });
}

/** The checkouts that get something, main first. @throws DiagnosticError if one is no checkout of a branch */
async function placesOf(files: readonly NewFile[], folders: Folders): Promise<readonly Place[]> {
  const places: Place[] = [];
  for (const checkout of ["main", "environment"] as const) {
    const own = files.filter((file) => file.checkout === checkout);
    const folder = folders[checkout];
    if (own.length === 0 || folder === undefined) continue;
    const tree = await WorkTree.at(folder);
    const branch = await tree?.branch();
    if (tree === undefined || branch === undefined)
      throw unfit(
        `${folder} is no checkout of a branch, so nothing can be committed or proposed from it`,
        "Clone the control plane and check the branch out, or leave out --commit-files and --pull-request.",
      );
    places.push({ checkout, folder, files: own, tree, branch });
  }
  return places;
}

function titleOf({ kind, name }: Addition): string {
  return `Add the ${kind.replace("-", " ")} ${name}`;
}

export async function commitFiles(
  addition: Addition,
  {
    files,
    kept,
    folders,
  }: { readonly files: readonly NewFile[]; readonly kept: readonly NewFile[]; readonly folders: Folders },
): Promise<readonly Delivery[]> {
  const places = await placesOf([...files, ...kept], folders);
  writeNewFiles(
    files.map(({ checkout, path, text }) => ({ path: join(folders[checkout] ?? "", path), text })),
  );
  const done: Delivery[] = [];
  for (const { folder, branch, tree, files: own } of places) {
    const commit = await tree.commit(
      own.map(({ path }) => path),
      titleOf(addition),
    );
    done.push({ folder, branch, action: commit === undefined ? "nothing" : "committed", what: commit });
  }
  return done;
}

async function repositoryOf({ tree, folder }: Place): Promise<string> {
  const origin = await tree.origin();
  const server = serverOf(process.env);
  const name = origin === undefined ? undefined : nameOnServer(origin, server);
  if (name !== undefined) return name;
  throw unfit(
    origin === undefined
      ? `${folder} has no remote \`origin\`, so it is not known where to open a pull request`
      : `the remote \`origin\` of ${folder} is ${publicAddress(origin)}; expected a repository on ${server}`,
    "Pull requests are opened where the checkout was cloned from. For another server, set GITHUB_SERVER_URL.",
  );
}

/** Nothing is written to the folders; the environment's branch goes first, because main refers to it. */
export async function proposeAddition(
  addition: Addition,
  {
    files,
    folders,
    platforms,
  }: {
    readonly files: readonly NewFile[];
    readonly folders: Folders;
    readonly platforms: () => Promise<Platforms>;
  },
): Promise<readonly Delivery[]> {
  const places = await placesOf(files, folders);
  const repositories = await Promise.all(places.map(repositoryOf));
  const { proposeFiles } = await platforms();
  const done: Delivery[] = [];
  for (const [index, { folder, branch, files: own, checkout }] of [...places.entries()].reverse()) {
    const list = own.map(({ path }) => `- \`${path}\``).join("\n");
    const { action, url } = await proposeFiles({
      repository: repositories[index] ?? "",
      branch,
      head: `kalypso/add-${addition.kind}-${addition.name}${checkout === "main" ? "" : `-on-${branch.replaceAll("/", "-")}`}`,
      title: titleOf(addition),
      body: `Written by \`kalypso add\`, which has checked the control plane with these files:\n\n${list}\n`,
      files: Object.fromEntries(own.map(({ path, text }) => [path, text])),
    });
    done.push({ folder, branch, action, what: url });
  }
  return done;
}
