/** Variables that the workflows use. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import { inGitOps } from "./files.ts";
import type { ObservedPlatform, ObservedRepository } from "./observed.ts";
import { type Check, isSame, problem, remark, settingsPage } from "./problem.ts";

function nameOf({ repository }: ObservedRepository): string {
  return repository.split("/")[1] ?? "";
}

interface Wrong {
  readonly in: ObservedRepository;
  readonly variable: string;
  readonly expected: string;
}

function wrong(platform: ObservedPlatform, { in: repository, variable, expected }: Wrong) {
  const value = repository.variables?.[variable] ?? "";
  return {
    message: `the variable ${variable} of ${repository.repository} is ${value === "" ? "missing" : value}; expected ${expected}`,
    hint: `Set it: ${settingsPage(platform, repository, "variables/actions")}`,
  };
}

/** The variable with which the workflows of a repository find the other one. */
function partner(platform: ObservedPlatform, { in: repository, variable, expected }: Wrong) {
  const value = repository.variables?.[variable] ?? "";
  return isSame(value, expected)
    ? []
    : [problem("variable-wrong", wrong(platform, { in: repository, variable, expected }))];
}

function hasToken({ secrets, environments }: ObservedRepository): boolean {
  const all = [secrets, ...Object.values(environments ?? {}).map((each) => each.secrets)];
  // Where secrets cannot be seen, there may be one.
  return (
    environments === undefined || all.some((names) => names === undefined || names.includes("PLATFORM_TOKEN"))
  );
}

/** The workflows make tokens of an App, unless they have a token for a trial. */
function clientIds(platform: ObservedPlatform, repository: ObservedRepository): readonly Diagnostic[] {
  const variable = "APP_CLIENT_ID";
  const value = repository.variables?.[variable] ?? "";
  const of = platform.controlPlane.variables?.[variable] ?? "";
  if (value === "")
    return hasToken(repository)
      ? []
      : [
          problem(
            "variable-wrong",
            wrong(platform, {
              in: repository,
              variable,
              expected: of || "the client ID of the platform's App",
            }),
          ),
        ];
  // The control plane takes events from its own App only.
  return of === "" || of === value
    ? []
    : [
        problem(
          "variable-wrong",
          wrong(platform, { in: repository, variable, expected: `${of}, as the control plane has it` }),
        ),
      ];
}

const sources = ["resource-graph", "commit-statuses", "both"];

/** What `checkpromote` needs to read the clusters' health. */
function health(platform: ObservedPlatform): readonly Diagnostic[] {
  const { controlPlane } = platform;
  const { variables = {} } = controlPlane;
  const source = variables["CHECK_HEALTH"] || "resource-graph";
  const missing = (names: readonly string[]) => names.filter((name) => !variables[name]);
  if (!sources.includes(source))
    return [
      problem(
        "variable-wrong",
        wrong(platform, { in: controlPlane, variable: "CHECK_HEALTH", expected: sources.join(", ") }),
      ),
    ];
  const creators = source === "resource-graph" ? [] : missing(["CHECK_STATUS_CREATORS"]);
  const login = source === "commit-statuses" ? [] : missing(["AZURE_CLIENT_ID", "AZURE_TENANT_ID"]);
  return [
    ...creators.map((variable) =>
      problem(
        "variable-wrong",
        wrong(platform, {
          in: controlPlane,
          variable,
          expected: `the logins whose commit statuses count, because health is ${source}`,
        }),
      ),
    ),
    // A workflow may log in with a step of its own.
    ...login.map((variable) =>
      remark(
        "variable-wrong",
        wrong(platform, {
          in: controlPlane,
          variable,
          expected: "what the check logs in to Azure with, unless a step before it does",
        }),
      ),
    ),
  ];
}

export const controlPlaneVariables: Check = (platform) => {
  const { controlPlane, gitops } = platform;
  if (controlPlane.variables === undefined) return undefined;
  const other =
    gitops === undefined
      ? []
      : partner(platform, { in: controlPlane, variable: "GITOPS_REPOSITORY", expected: nameOf(gitops) });
  return [...other, ...clientIds(platform, controlPlane), ...health(platform)];
};

export const gitopsVariables: Check = (platform) => {
  const { controlPlane, gitops } = platform;
  if (gitops?.variables === undefined) return undefined;
  return [
    ...partner(platform, { in: gitops, variable: "CONTROL_PLANE", expected: nameOf(controlPlane) }),
    ...clientIds(platform, gitops),
  ];
};

/** The workflows know one GitOps repository, which all environments have to use. */
export const oneGitOps: Check = (platform) => {
  const { gitops, environments } = platform;
  if (gitops === undefined) return undefined;
  const inIt = inGitOps(platform).map(({ name }) => name);
  return environments.flatMap(({ name, details }) =>
    details === undefined || inIt.includes(name)
      ? []
      : [
          problem("variable-wrong", {
            message: `the manifests of ${name} go to ${details.gitops}, and those of other environments to ${gitops.repository}; the variable GITOPS_REPOSITORY names one`,
            hint: "Use branches or folders of one repository.",
            place: details.place,
          }),
        ],
  );
};
