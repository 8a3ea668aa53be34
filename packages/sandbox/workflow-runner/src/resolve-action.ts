/** Resolves a step's `uses`. */
import { join } from "node:path";
import { standIns } from "./stand-ins/index.ts";
import type { StandIn } from "./stand-ins/stand-in.ts";

/** Local repositories of actions: their folders, and the refs that workflows use. */
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
  // A major version's tag, such as `v7`, points to its newest release.
  const release = Object.entries(standIn.releases).find(
    ([tag, sha]) => ref === tag || ref === sha || ref === tag.split(".")[0],
  );
  if (release === undefined)
    throw unresolved(uses, `unable to find version \`${ref}\` (among the releases that the stand-in covers)`);
  return { kind: "stand-in", standIn, what: `stand-in (${release[0]})` };
}

/** @throws Error in GitHub's words if the action is unknown here */
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
