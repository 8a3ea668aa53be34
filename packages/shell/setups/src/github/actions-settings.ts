import type { Found } from "@kalypso-actions/setup";
import type { Driver } from "../driver.ts";
import { type Access, absent, type Place } from "./access.ts";

/** Public repositories have none: anybody may use their workflows. */
const unshared = { 404: undefined, 422: undefined } as const;

async function found(at: Place, id: string): Promise<Found<"actions-settings">> {
  const selected = await at.request("read the allowed actions", ({ rest }) =>
    rest.actions.getAllowedActionsRepository({ ...at.at }),
  );
  const token = await at.request("read the permissions of workflows", ({ rest }) =>
    rest.actions.getGithubActionsDefaultWorkflowPermissionsRepository({ ...at.at }),
  );
  const shared = await at.requestOr("read who may use the workflows", unshared, ({ rest }) =>
    rest.actions.getWorkflowAccessToRepository({ ...at.at }),
  );
  return {
    id,
    actual: {
      allowedActions: selected.data.patterns_allowed ?? [],
      tokenMayWrite: token.data.default_workflow_permissions === "write",
      ...(shared === undefined
        ? {}
        : { access: shared.data.access_level === "none" ? "none" : "organization" }),
    },
    outputs: {},
  };
}

/** Every repository has these settings: they are there when actions are selected, and are otherwise made. */
export function actionsSettings(access: Access): Driver<"actions-settings"> {
  return {
    async read({ repository, allowedActions }) {
      const at = access.at(repository);
      const permissions = await at.requestOr("read the Actions settings", absent, ({ rest }) =>
        rest.actions.getGithubActionsPermissionsRepository({ ...at.at }),
      );
      if (permissions?.data.allowed_actions !== "selected") return undefined;
      const settings = await found(at, repository);
      // A run was ended before it could name any.
      const isBegun = settings.actual.allowedActions?.length === 0 && allowedActions.length > 0;
      return isBegun ? undefined : settings;
    },
    // The names of the actions come last: without them, the settings count as missing.
    async make({ repository, allowedActions, tokenMayWrite, access: shared }) {
      const at = access.at(repository);
      await at.request("set the permissions of workflows", ({ rest }) =>
        rest.actions.setGithubActionsDefaultWorkflowPermissionsRepository({
          ...at.at,
          default_workflow_permissions: tokenMayWrite ? "write" : "read",
          can_approve_pull_request_reviews: false,
        }),
      );
      if (shared !== "none")
        await at.request("set who may use the workflows", ({ rest }) =>
          rest.actions.setWorkflowAccessToRepository({ ...at.at, access_level: shared }),
        );
      const actions = { ...at.at, enabled: true, allowed_actions: "selected" } as const;
      await at.request("set which actions may run", ({ rest }) =>
        rest.actions.setGithubActionsPermissionsRepository(actions),
      );
      await at.request("set which actions may run", ({ rest }) =>
        rest.actions.setAllowedActionsRepository({
          ...at.at,
          github_owned_allowed: true,
          verified_allowed: false,
          patterns_allowed: [...allowedActions],
        }),
      );
      return found(at, repository);
    },
    // They go with the repository.
    remove: async () => {},
  };
}
