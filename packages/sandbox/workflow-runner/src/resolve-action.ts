/** Resolves a step's `uses`. */
import { join } from "node:path";
import { standIns } from "./stand-ins/index.ts";
import type { StandIn } from "./stand-ins/stand-in.ts";

/** Repositories of actions that are here: their folders, and the refs under which they are used. */
export type ActionSources = Readonly<
  Record<string, { readonly root: string; readonly refs: readonly string[] }>
>;

type ResolvedAction =
  | { readonly kind: "stand-in"; readonly standIn: StandIn; readonly what: string }
  | { readonly kind: "action"; readonly folder: string; readonly what: string };

function unresolved(uses: string, why: string): Error {
  return new Error(`Unable to resolve action \`${uses}\`, ${why}`);
}

function standInFor(uses: string, standIn: StandIn, ref: string): ResolvedAction {
  // A major version's own tag, `v7`, is on its newest release.
  const release = Object.entries(standIn.releases).find(
    ([tag, sha]) => ref === tag || ref === sha || ref === tag.split(".")[0],
  );
  if (release === undefined)
    throw unresolved(uses, `unable to find version \`${ref}\` (among the releases that the stand-in covers)`);
  return { kind: "stand-in", standIn, what: `stand-in (${release[0]})` };
}

/** @throws Error where it is not known here, in GitHub's words */
export function resolveAction(uses: string, sources: ActionSources, workspace: string): ResolvedAction {
  if (uses.startsWith("./"))
    return { kind: "action", folder: join(workspace, uses), what: "from the workspace" };
  const [, owner = "", name = "", path = "", ref = ""] =
    /^([^/@]+)\/([^/@]+)(?:\/([^@]+))?@(.+)$/.exec(uses) ?? [];
  const standIn = path === "" ? standIns.find(({ action }) => action === `${owner}/${name}`) : undefined;
  if (standIn !== undefined) return standInFor(uses, standIn, ref);
  const source = sources[`${owner}/${name}`];
  if (source === undefined) throw unresolved(uses, "repository not found (there is no stand-in for it)");
  if (!source.refs.includes(ref)) throw unresolved(uses, `unable to find version \`${ref}\``);
  return { kind: "action", folder: join(source.root, path), what: "from this repository's build" };
}
