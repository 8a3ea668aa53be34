/** What an existing platform lacks. Its repositories, files and settings stay as they are. */
import { identityThings } from "../plan/azure.ts";
import { credentialThings } from "../plan/credentials.ts";
import { environmentThings, labelThings, variableThings } from "../plan/github.ts";
import { thing } from "../plan/things-of.ts";
import type { Settings } from "../settings.ts";
import type { Thing } from "../things.ts";
import type { AddedFiles } from "./added-files.ts";

/**
 * Everything in the order in which it is made: the workflows come last, when all that they need is there.
 * @param files the control plane's main last
 */
export function existingPlan(settings: Settings, files: readonly AddedFiles[]): readonly Thing[] {
  return [
    ...environmentThings(settings),
    ...labelThings(settings),
    ...variableThings(settings),
    ...credentialThings(settings),
    ...identityThings(settings),
    ...files.map((added) => thing("files", { ...added, edited: [] })),
  ];
}
