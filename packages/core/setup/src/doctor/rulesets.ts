/** Rulesets that stop promotions. */
import type { ObservedApp, ObservedRuleset } from "./observed.ts";
import { matchesRef } from "./patterns.ts";
import { type Check, problem, remark, settingsPage } from "./problem.ts";

/** Rules that refuse a push of a new commit, and what they ask for. */
const refusals: Readonly<Record<string, string>> = {
  pull_request: "asks for pull requests",
  merge_queue: "asks for a merge queue",
  update: "refuses updates",
  required_status_checks: "asks for status checks",
  required_deployments: "asks for deployments",
};

/** Whether the credential of the workflows may push all the same; undefined if nobody knows. */
function mayBypass({ bypass }: ObservedRuleset, app: ObservedApp | "token"): boolean | undefined {
  if (bypass === undefined) return undefined;
  // A token is that of a person, who may have the role of somebody listed.
  if (app === "token") return bypass.others ? undefined : false;
  return bypass.apps.includes(app.appId);
}

/** A promotion pushes to the environment's branch, unless it is made by a pull request. */
export const rulesets: Check = (platform) => {
  const { controlPlane, environments, apps } = platform;
  const { variables, rulesets: all, defaultBranch } = controlPlane;
  if (variables === undefined || all === undefined) return undefined;
  if (variables["PROMOTE_VIA"] === "pull-request") return [];
  const clientId = variables["APP_CLIENT_ID"];
  const app = clientId ? apps?.find((each) => each.clientId === clientId) : "token";
  const stopping = all.flatMap((ruleset) => {
    const rule = ruleset.rules.find((each) => Object.hasOwn(refusals, each));
    const matches = (patterns: readonly string[], branch: string) =>
      patterns.some((pattern) => matchesRef(pattern, branch, defaultBranch));
    const branches = environments
      .map(({ branch }) => branch)
      .filter((branch) => matches(ruleset.branches, branch) && !matches(ruleset.except, branch));
    return rule === undefined || branches.length === 0 ? [] : [{ ruleset, rule, branches }];
  });
  if (stopping.length === 0) return [];
  if (app === undefined) return undefined;
  return stopping.flatMap(({ ruleset, rule, branches }) => {
    const what = `the ruleset ${ruleset.name} of ${controlPlane.repository} ${refusals[rule]} on ${branches.join(", ")}, to which promotions are pushed`;
    const may = mayBypass(ruleset, app);
    if (may === true) return [];
    if (may === undefined)
      return [
        remark("doctor-unread", {
          message: `${what}; who may bypass it cannot be read`,
          hint: "GitHub shows that to those who may change the ruleset. Check whether the workflows may: add the platform's App to its bypass list.",
        }),
      ];
    const remedy =
      app === "token" ? "Exclude these branches from it" : "Add the platform's App to its bypass list";
    return [
      problem("ruleset-stops-promotion", {
        message: what,
        hint: `${remedy}, or set the variable PROMOTE_VIA to pull-request: ${settingsPage(platform, controlPlane, "rules")}`,
      }),
    ];
  });
};
