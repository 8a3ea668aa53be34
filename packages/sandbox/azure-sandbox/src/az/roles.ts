/** `az role`: custom roles and their assignments. */
import type { AzureCloud, RoleAssignment, RoleDefinition } from "./cloud.ts";
import { armError, complaint, usage } from "./errors.ts";
import { type Handlers, text, texts } from "./handler.ts";

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function shownRole({ id, name, roleName, description, actions, assignableScopes }: RoleDefinition) {
  return {
    assignableScopes,
    createdBy: null,
    createdOn: "2026-11-01T10:00:00.000000+00:00",
    description,
    id,
    name,
    permissions: [
      {
        actions,
        condition: null,
        conditionVersion: null,
        dataActions: [],
        notActions: [],
        notDataActions: [],
      },
    ],
    roleName,
    roleType: "CustomRole",
    type: "Microsoft.Authorization/roleDefinitions",
    updatedBy: null,
    updatedOn: "2026-11-01T10:00:00.000000+00:00",
  };
}

function shownAssignment(assignment: RoleAssignment, cloud: AzureCloud) {
  return {
    ...assignment,
    condition: null,
    conditionVersion: null,
    createdBy: "00000000-0000-0000-0000-0000000000ff",
    createdOn: "2026-11-01T10:00:00.000000+00:00",
    delegatedManagedIdentityResourceId: null,
    description: null,
    roleDefinitionName: cloud.roles.get(assignment.roleDefinitionId)?.roleName ?? null,
    principalName: cloud.principals.get(assignment.principalId)?.appId ?? "",
    type: "Microsoft.Authorization/roleAssignments",
  };
}

function scopeOf(scope: string, cloud: AzureCloud): string {
  if (scope === "") return cloud.scope;
  const form =
    /^\/subscriptions\/[^/]+(?:\/resourceGroups\/[^/]+(?:\/providers\/[^/]+(?:\/[^/]+\/[^/]+)+)?)?$/i;
  if (scope.startsWith("/subscriptions/") && !form.test(scope))
    throw complaint("Invalid scope. Please use --help to view the valid format.");
  return scope;
}

function isBelow(scope: string, above: string): boolean {
  return `${scope}/`.toLowerCase().startsWith(`${above}/`.toLowerCase());
}

/** Roles that can be assigned at a scope, by name or GUID. */
function rolesAt(cloud: AzureCloud, scope: string, name: string): readonly RoleDefinition[] {
  return [...cloud.roles.values()]
    .filter(({ assignableScopes }) => assignableScopes.some((each) => isBelow(scope, each)))
    .filter((role) => name === "" || role.roleName === name || role.name === name);
}

function newRole(cloud: AzureCloud, json: string): RoleDefinition {
  let parsed: Readonly<Record<string, unknown>>;
  try {
    parsed = JSON.parse(json);
  } catch {
    throw complaint(`Failed to parse string as JSON:\n${json}`);
  }
  const given = Object.fromEntries(
    Object.entries(parsed).map(([key, value]) => [`${key.slice(0, 1).toLowerCase()}${key.slice(1)}`, value]),
  );
  const { name, description, actions, assignableScopes } = given;
  if (typeof name !== "string" || name === "") throw complaint("please provide role name");
  if (!Array.isArray(assignableScopes) || assignableScopes.length === 0)
    throw complaint("please provide 'assignableScopes'");
  const [scope] = assignableScopes;
  cloud.permit("Microsoft.Authorization/roleDefinitions/write", String(scope));
  if ([...cloud.roles.values()].some(({ roleName }) => roleName === name))
    throw armError(
      409,
      "RoleDefinitionWithSameNameExists",
      `A custom role with the same name already exists in this directory. Use a different name. Custom role name: '${name}'`,
    );
  const guidName = cloud.newId();
  const role = {
    id: `${cloud.scope}/providers/Microsoft.Authorization/roleDefinitions/${guidName}`,
    name: guidName,
    roleName: name,
    description: typeof description === "string" ? description : "",
    actions: Array.isArray(actions) ? actions.map(String) : [],
    assignableScopes: assignableScopes.map(String),
  };
  cloud.roles.set(role.id, role);
  cloud.spreads(`role ${role.id}`, cloud.spread.roles);
  return role;
}

function roleIdOf(cloud: AzureCloud, role: string, scope: string): string {
  if (/^\/subscriptions\/.+\/providers\/Microsoft.Authorization\/roleDefinitions\//i.test(role)) return role;
  if (guid.test(role)) return `${cloud.scope}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
  const [found] = rolesAt(cloud, scope, role);
  if (found === undefined) throw complaint(`Role '${role}' doesn't exist.`);
  return found.id;
}

interface Wanted {
  readonly role: string;
  readonly principalId: string;
  readonly principalType: string;
  readonly scope: string;
}

/** Azure checks the role first, then the principal; an assignment that is there is returned. */
function assigned(cloud: AzureCloud, { role, principalId, principalType, scope }: Wanted): RoleAssignment {
  const roleDefinitionId = roleIdOf(cloud, role, scope);
  cloud.permit("Microsoft.Authorization/roleAssignments/write", scope);
  const definition = cloud.roles.get(roleDefinitionId);
  if (definition === undefined || !cloud.sees(`role ${definition.id}`)) {
    const id = roleDefinitionId.split("/").at(-1);
    throw armError(
      404,
      "RoleDefinitionDoesNotExist",
      `The specified role definition with ID '${id}' does not exist.`,
    );
  }
  if (!cloud.principals.has(principalId) || !cloud.sees(`principal ${principalId}`))
    throw armError(
      400,
      "PrincipalNotFound",
      `Principal ${principalId.replaceAll("-", "")} does not exist in the directory ${cloud.tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
    );
  if (!definition.assignableScopes.some((each) => isBelow(scope, each)))
    throw armError(
      400,
      "RoleAssignmentScopeNotAllowed",
      `The scope '${scope}' is not an assignable scope of the role.`,
    );
  const same = [...cloud.assignments.values()].find(
    (each) =>
      each.principalId === principalId && each.roleDefinitionId === roleDefinitionId && each.scope === scope,
  );
  if (same !== undefined) return same;
  const name = cloud.newId();
  const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
  const assignment = { id, name, principalId, principalType, roleDefinitionId, scope };
  cloud.assignments.set(id, assignment);
  return assignment;
}

export const roles: Handlers = {
  "role definition create": {
    handles: ["--role-definition"],
    run: (options, cloud) => shownRole(newRole(cloud, text(options, "--role-definition"))),
  },
  "role definition list": {
    handles: ["--name", "--scope", "--custom-role-only"],
    run: (options, cloud) => {
      if (text(options, "--custom-role-only") === "false" || !options.has("--custom-role-only"))
        throw usage("the sandbox has custom roles only: give --custom-role-only true");
      const scope = scopeOf(text(options, "--scope"), cloud);
      return rolesAt(cloud, scope, text(options, "--name")).map(shownRole);
    },
  },
  "role definition delete": {
    handles: ["--name", "--scope"],
    run: (options, cloud) => {
      const scope = scopeOf(text(options, "--scope"), cloud);
      for (const { id, name } of rolesAt(cloud, scope, text(options, "--name"))) {
        cloud.permit("Microsoft.Authorization/roleDefinitions/delete", scope);
        const used = [...cloud.assignments.values()].filter((each) => each.roleDefinitionId === id);
        if (used.length > 0)
          throw armError(
            400,
            "RoleDefinitionHasAssignments",
            `There are existing role assignments referencing role (code: ${name}).`,
          );
        cloud.roles.delete(id);
      }
    },
  },
  "role assignment create": {
    handles: ["--role", "--scope", "--assignee-object-id", "--assignee-principal-type"],
    run: (options, cloud) => {
      const principalId = text(options, "--assignee-object-id");
      if (principalId === "") throw complaint("usage error: --assignee STRING | --assignee-object-id GUID");
      const principalType = text(options, "--assignee-principal-type");
      if (principalType === "") throw usage("the sandbox looks nobody up: give --assignee-principal-type");
      const scope = scopeOf(text(options, "--scope"), cloud);
      const wanted = { role: text(options, "--role"), principalId, principalType, scope };
      return shownAssignment(assigned(cloud, wanted), cloud);
    },
  },
  "role assignment list": {
    handles: [
      "--assignee-object-id",
      "--role",
      "--scope",
      "--all",
      "--fill-principal-name",
      "--fill-role-definition-name",
    ],
    run: (options, cloud) => {
      if (options.has("--all") && options.has("--scope"))
        throw complaint("group or scope are not required when --all is used");
      const scope = options.has("--all") ? undefined : scopeOf(text(options, "--scope"), cloud);
      const principal = text(options, "--assignee-object-id");
      const role = options.has("--role")
        ? roleIdOf(cloud, text(options, "--role"), scope ?? cloud.scope)
        : "";
      return [...cloud.assignments.values()]
        .filter((each) => scope === undefined || each.scope.toLowerCase() === scope.toLowerCase())
        .filter((each) => principal === "" || each.principalId === principal)
        .filter((each) => role === "" || each.roleDefinitionId === role)
        .map((each) => shownAssignment(each, cloud));
    },
  },
  "role assignment delete": {
    handles: ["--ids"],
    run: (options, cloud) => {
      const ids = texts(options, "--ids");
      if (ids.length === 0) throw usage("the sandbox removes assignments by --ids only");
      for (const id of ids) {
        cloud.permit("Microsoft.Authorization/roleAssignments/delete", id);
        // Azure answers 204 to the removal of an assignment that is not there.
        cloud.assignments.delete(id);
      }
    },
  },
};
