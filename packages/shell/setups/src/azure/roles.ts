/** The custom role that may read Flux configurations, and its assignment. */
import type { Found, Resolved, Wants } from "@kalypso-actions/setup";
import { z } from "zod";
import type { Driver } from "../driver.ts";
import type { AzureContext } from "./context.ts";
import { sameText } from "./same.ts";

const role = z.object({
  id: z.string(),
  name: z.string(),
  roleName: z.string(),
  assignableScopes: z.array(z.string()),
  permissions: z.array(
    z.object({
      actions: z.array(z.string()),
      notActions: z.array(z.string()).nullish(),
      dataActions: z.array(z.string()).nullish(),
    }),
  ),
});

type Role = z.infer<typeof role>;
type RoleWants = Resolved<Wants["azure-role"]>;

/** What it allows, one text each: exceptions and data actions are told apart, because nobody wants them. */
function allowed({ permissions }: Role): readonly string[] {
  return permissions
    .flatMap(({ actions, notActions, dataActions }) => [
      ...actions,
      ...(notActions ?? []).map((action) => `not ${action}`),
      ...(dataActions ?? []).map((action) => `data ${action}`),
    ])
    .sort();
}

function sameActions(found: readonly string[], wanted: readonly string[]): boolean {
  return JSON.stringify(found).toLowerCase() === JSON.stringify([...wanted].sort()).toLowerCase();
}

/** A role as `--role-definition` takes it. */
export function roleText({ role, actions, scope }: RoleWants): string {
  return JSON.stringify({
    Name: role,
    Description: "Reads what Flux configurations report, and nothing else.",
    Actions: actions,
    AssignableScopes: [scope],
  });
}

/** The id ends with a GUID, which a role made anew does not have. */
export function roleDriver(azure: AzureContext): Driver<"azure-role"> {
  const foundOf = (found: Role, wants: RoleWants): Found<"azure-role"> => {
    const actions = allowed(found);
    const scopes = found.assignableScopes;
    return {
      id: found.id,
      actual: {
        role: found.roleName,
        actions: sameActions(actions, wants.actions) ? wants.actions : actions,
        scope: scopes.length === 1 ? sameText(scopes[0] ?? "", wants.scope) : scopes.join(", "),
      },
      outputs: { roleId: found.id },
    };
  };
  const read = async (wants: RoleWants) => {
    const options = { "--name": wants.role, "--scope": wants.scope, "--custom-role-only": "true" };
    const listed = await azure.ask({ command: "role definition list", options }, z.array(role));
    const found = listed.find(({ roleName }) => roleName === wants.role);
    return found && foundOf(found, wants);
  };
  return {
    read,
    async make(wants) {
      const there = await read(wants);
      if (there !== undefined) return there;
      const secret = { option: "--role-definition", value: roleText(wants) };
      return foundOf(await azure.ask({ command: "role definition create", secret }, role), wants);
    },
    async remove({ scope }, id) {
      // az finds nothing to remove, and says nothing, if it has gone.
      const options = { "--name": id.split("/").at(-1) ?? id, "--scope": scope };
      await azure.ifThere(() => azure.run({ command: "role definition delete", options }));
    },
  };
}

const assignment = z.object({
  id: z.string(),
  principalId: z.string(),
  roleDefinitionId: z.string(),
  scope: z.string(),
});

/** A new principal or role is not found by every server of Azure for some minutes. */
const notYet = /PrincipalNotFound|does not exist in the directory|RoleDefinitionDoesNotExist/;

export function assignmentDriver(azure: AzureContext): Driver<"role-assignment"> {
  type Assignment = Resolved<Wants["role-assignment"]>;
  const foundOf = (found: z.infer<typeof assignment>, wants: Assignment): Found<"role-assignment"> => ({
    id: found.id,
    actual: {
      principalId: found.principalId,
      roleId: sameText(found.roleDefinitionId, wants.roleId),
      scope: sameText(found.scope, wants.scope),
    },
    outputs: {},
  });
  const read = async (wants: Assignment) => {
    const options = { "--role": wants.roleId, "--scope": wants.scope };
    const listed = await azure.find({ command: "role assignment list", options }, z.array(assignment));
    const found = listed?.find(({ principalId }) => principalId === wants.principalId);
    return found && foundOf(found, wants);
  };
  return {
    read,
    async make(wants) {
      const there = await read(wants);
      if (there !== undefined) return there;
      const options = {
        "--role": wants.roleId,
        "--scope": wants.scope,
        "--assignee-object-id": wants.principalId,
        // With the type, Azure need not look the principal up, which it may not find yet.
        "--assignee-principal-type": "ServicePrincipal",
      };
      const made = await azure.spread(
        `Azure did not find the principal ${wants.principalId} or the role ${wants.roleId}, which have just been made,`,
        notYet,
        () => azure.ask({ command: "role assignment create", options }, assignment),
      );
      return foundOf(made, wants);
    },
    async remove(_, id) {
      await azure.ifThere(() => azure.run({ command: "role assignment delete", options: { "--ids": [id] } }));
    },
  };
}
