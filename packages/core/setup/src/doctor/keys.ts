/** The key of the workflows: where it is, and who may use it. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import { keyEnvironment } from "../plan/credentials.ts";
import { inGitOps } from "./files.ts";
import type { ObservedPlatform, ObservedRepository } from "./observed.ts";
import { matchesBranch } from "./patterns.ts";
import { type Check, environmentOf, problem, remark, settingsPage } from "./problem.ts";

/** A GitHub environment whose jobs need the key, and the branches that they run for. */
interface KeyPlace {
  readonly environment: string;
  readonly branches: readonly string[];
}

/** An App's key or, for a trial, a token: the workflows take the App where its ID is set. */
function keysOf({ variables = {} }: ObservedRepository): readonly string[] {
  return variables["APP_CLIENT_ID"] ? ["APP_PRIVATE_KEY"] : ["APP_PRIVATE_KEY", "PLATFORM_TOKEN"];
}

function exposed(platform: ObservedPlatform, repository: ObservedRepository): Diagnostic {
  return remark("key-exposed", {
    message: `the key is a secret of the whole of ${repository.repository}: every workflow on every branch can read it`,
    hint: `Store it in GitHub environments instead, and remove it here: ${settingsPage(platform, repository, "secrets/actions")}`,
  });
}

function inEnvironment(
  platform: ObservedPlatform,
  repository: ObservedRepository,
  { environment, branches }: KeyPlace,
): readonly Diagnostic[] | undefined {
  const page = settingsPage(platform, repository, "environments");
  const name = `the GitHub environment ${environment} of ${repository.repository}`;
  const keys = keysOf(repository);
  const own = environmentOf(repository, environment);
  const isEverywhere = repository.secrets?.some((secret) => keys.includes(secret)) === true;
  const problems: Diagnostic[] = [];
  if (own !== undefined && own.secrets === undefined && !isEverywhere) return undefined;
  if (!isEverywhere && own?.secrets?.some((secret) => keys.includes(secret)) !== true)
    problems.push(
      problem("key-missing", {
        message: `${name} ${own === undefined ? "does not exist" : `has no secret ${keys[0]}`}: its jobs can do nothing`,
        hint: `${own === undefined ? "Make it, and store" : "Store"} the key there: ${page}`,
      }),
    );
  const refused = [...new Set(branches)].filter(
    (branch) => own?.branches?.some((pattern) => matchesBranch(pattern, branch)) === false,
  );
  if (refused.length > 0)
    problems.push(
      problem("key-missing", {
        message: `${name} is not for ${refused.join(", ")}: jobs that run for these branches fail`,
        hint: `Add the branches to its deployment branches: ${page}`,
      }),
    );
  if (own !== undefined && own.branches === undefined && !isEverywhere && problems.length === 0)
    problems.push(
      remark("key-exposed", {
        message: `${name} is for every branch: whoever can push one can use the key`,
        hint: `List its deployment branches, ${[...new Set(branches)].join(", ")}: ${page}`,
      }),
    );
  return problems;
}

/** The key is in every environment whose jobs use it, for their branches, and nowhere else. */
function keyIn(
  platform: ObservedPlatform,
  repository: ObservedRepository,
  places: readonly KeyPlace[],
): readonly Diagnostic[] | undefined {
  const { secrets, environments } = repository;
  if (secrets === undefined || environments === undefined) return undefined;
  const found = places.map((place) => inEnvironment(platform, repository, place));
  if (found.includes(undefined)) return undefined;
  const known = ["APP_PRIVATE_KEY", "PLATFORM_TOKEN"];
  const isEverywhere = secrets.some((secret) => known.includes(secret));
  return [...found.flatMap((each) => each ?? []), ...(isEverywhere ? [exposed(platform, repository)] : [])];
}

export const controlPlaneKey: Check = (platform) => {
  const { controlPlane, environments } = platform;
  const { defaultBranch } = controlPlane;
  return keyIn(platform, controlPlane, [
    { environment: keyEnvironment, branches: [defaultBranch, ...environments.map(({ branch }) => branch)] },
    // A promotion is a run of main.
    ...environments.map(({ name }) => ({ environment: name, branches: [defaultBranch] })),
  ]);
};

export const gitopsKey: Check = (platform) => {
  if (platform.gitops === undefined) return undefined;
  const branches = inGitOps(platform).map(({ gitopsBranch }) => gitopsBranch);
  return keyIn(platform, platform.gitops, [{ environment: keyEnvironment, branches }]);
};

const soon = 14 * 24 * 60 * 60 * 1_000;

/** The token of a trial, which may be the one that asks. */
export const token: Check = ({ tokenExpires, now }) => {
  if (tokenExpires === undefined) return [];
  const left = Date.parse(tokenExpires) - Date.parse(now);
  if (!(left < soon)) return [];
  return [
    remark("token-expires", {
      message: `the token that asks here ends on ${tokenExpires.slice(0, 10)}`,
      hint: "Renew it. If the workflows have it as PLATFORM_TOKEN, store the new one in every GitHub environment that has the old one.",
    }),
  ];
};
