/** The health sources selected by the inputs. */
import { CommitStatuses } from "@kalypso-actions/checks";
import type { RunTime } from "@kalypso-actions/deadlines";
import type { Commits } from "@kalypso-actions/github";
import type { Clock, ExpectedType, HealthSource } from "@kalypso-actions/promotion";
import {
  type AzureLogin,
  credentialFor,
  FluxConfigurations,
  GraphClient,
} from "@kalypso-actions/resource-graph";
import type { checkPromoteInputs } from "./inputs.ts";
import { azureLogin, statusCreators } from "./settings.ts";

type CheckInputs = ReturnType<typeof checkPromoteInputs>;

interface HealthSubject {
  /** The GitOps repository's address, and the branch that clusters follow. */
  readonly address: string;
  readonly branch: string;
  /** The environment's folder on the branch. */
  readonly folder: string;
  /** The cluster types that a status can refer to. */
  readonly expected: readonly ExpectedType[];
  readonly commits: Commits;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  readonly time: Pick<RunTime, "deadlines">;
}

/** The services to query, with their credentials. */
interface HealthLogin {
  readonly azure: AzureLogin | undefined;
  readonly creators: readonly string[];
}

/** @throws DiagnosticError input-invalid, input-missing, before anything else happens */
export function healthLogin(inputs: CheckInputs, mask: (secret: string) => void): HealthLogin {
  const azure = inputs.health === "commit-statuses" ? undefined : azureLogin(inputs, mask);
  return { azure, creators: statusCreators(inputs) };
}

async function resourceGraph(
  inputs: CheckInputs,
  login: AzureLogin,
  { address, branch, clock, log, time }: HealthSubject,
): Promise<HealthSource> {
  const graph = new GraphClient({
    credential: await credentialFor(login, inputs.azureAuthority, time.deadlines),
    deadlines: time.deadlines,
    endpoint: inputs.azureEndpoint,
    scope: { subscriptions: inputs.subscriptions, managementGroups: inputs.managementGroups },
  });
  return new FluxConfigurations({
    page: (query, signal) => graph.page(query, signal),
    clock,
    log,
    repository: address,
    branch,
  });
}

export async function healthSources(
  inputs: CheckInputs,
  { azure, creators }: HealthLogin,
  subject: HealthSubject,
): Promise<readonly HealthSource[]> {
  const { branch, folder, expected, commits: reader } = subject;
  const clusterTypes = new Set(expected.map(({ name }) => name));
  const statuses = new CommitStatuses({
    reader,
    commit: inputs.commit,
    branch,
    folder,
    clusterTypes,
    creators,
  });
  const graph = azure === undefined ? [] : [await resourceGraph(inputs, azure, subject)];
  return inputs.health === "resource-graph" ? graph : [...graph, statuses];
}
