/** Resource groups. */
import { DiagnosticError, visible } from "@kalypso-actions/diagnostics";
import type { Found, Resolved, Wants } from "@kalypso-actions/setup";
import { z } from "zod";
import type { Driver } from "../driver.ts";
import type { AzureContext } from "./context.ts";
import { sameRegion, sameText } from "./same.ts";

/**
 * Azure gives a group no id but its name, which one made anew has again. So those made here carry a text that is never
 * used twice.
 */
export const groupTag = "kalypso-setup";

const group = z.object({
  id: z.string(),
  name: z.string(),
  location: z.string(),
  tags: z.record(z.string(), z.string()).nullish(),
});

type GroupWants = Resolved<Wants["resource-group"]>;

export function groupDriver(azure: AzureContext): Driver<"resource-group"> {
  const foundOf = (found: z.infer<typeof group>, wants: GroupWants): Found<"resource-group"> => {
    const mark = found.tags?.[groupTag];
    return {
      id: mark === undefined ? found.id : `${found.id} ${groupTag}=${mark}`,
      actual: {
        group: sameText(found.name, wants.group),
        location: sameRegion(found.location, wants.location),
      },
      outputs: {},
    };
  };
  const read = async (wants: GroupWants) => {
    const options = { "--name": wants.group };
    const found = await azure.find({ command: "group show", options }, group);
    return found && foundOf(found, wants);
  };
  const contents = async (name: string) => {
    const call = { command: "resource list", options: { "--resource-group": name } };
    return azure.find(call, z.array(z.object({ id: z.string() })));
  };
  return {
    read,
    async make(wants) {
      const there = await read(wants);
      if (there !== undefined) return there;
      const options = {
        "--name": wants.group,
        "--location": wants.location,
        "--tags": [`${groupTag}=${azure.unique()}`],
      };
      return foundOf(await azure.ask({ command: "group create", options }, group), wants);
    },
    async remove(wants, id) {
      if ((await read(wants))?.id !== id) return;
      const left = (await contents(wants.group)) ?? [];
      // With a group goes all that is in it.
      if (left.length > 0)
        throw new DiagnosticError({
          severity: "error",
          code: "azure-occupied",
          message: `the resource group "${visible(wants.group)}" is kept, because it contains what was not made here: ${left
            .slice(0, 10)
            .map((each) => visible(each.id))
            .join(", ")}`,
          hint: `Move or remove that, then run again; or remove the group with everything in it: \`az group delete --name ${visible(wants.group)}\`.`,
        });
      const options = { "--name": wants.group, "--yes": true } as const;
      await azure.ifThere(() => azure.run({ command: "group delete", options, within: "azureCluster" }));
    },
  };
}
