/** Azure as a health source: the Flux configurations of one branch in Resource Graph. */
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import { normaliseRepository, repositoryPath } from "@kalypso-actions/names";
import type {
  Clock,
  FluxConfiguration,
  HealthSource,
  Reading,
  ReadOptions,
} from "@kalypso-actions/promotion";
import { azureProblem } from "./credentials.ts";
import type { AskPage } from "./pages.ts";
import { readPages } from "./pages.ts";
import { patiently } from "./patience.ts";
import { fluxQuery } from "./query.ts";
import { fluxConfiguration } from "./record.ts";

interface FluxConfigurationsOptions {
  readonly page: (query: string, signal: AbortSignal) => AskPage;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  /** The GitOps repository, in any spelling that clusters use. */
  readonly repository: string;
  readonly branch: string;
}

/** Configurations that follow a namesake repository on another server are reported, not counted. */
function sort(found: readonly FluxConfiguration[], wanted: string): Reading {
  const here: FluxConfiguration[] = [];
  const elsewhere: FluxConfiguration[] = [];
  for (const configuration of found) {
    const address = normaliseRepository(configuration.repository);
    if (address === wanted) here.push(configuration);
    else if (repositoryPath(address) === repositoryPath(wanted)) elsewhere.push(configuration);
  }
  return {
    configurations: here,
    elsewhere: elsewhere.map(({ cluster, name, repository }) => ({ cluster, name, repository })),
  };
}

export class FluxConfigurations implements HealthSource {
  readonly service = "azure";
  readonly #options: FluxConfigurationsOptions;

  constructor(options: FluxConfigurationsOptions) {
    this.#options = options;
  }

  /**
   * One poll: complete, or an error.
   * @throws DiagnosticError azure-denied, azure-failed, azure-unreadable
   */
  async read({ signal, deadline }: ReadOptions): Promise<Reading> {
    const { page, clock, log, repository, branch } = this.#options;
    const wanted = normaliseRepository(repository);
    const query = fluxQuery(wanted.slice(wanted.lastIndexOf("/") + 1), branch);
    try {
      const rows = await patiently(() => readPages(page(query, signal)), {
        clock,
        signal,
        deadline,
        log,
      });
      const found = rows.flatMap((row) => fluxConfiguration(row) ?? []);
      return sort(
        found.filter((each) => each.branch === branch),
        wanted,
      );
    } catch (error) {
      if (error instanceof DiagnosticError) throw error;
      throw azureProblem(error);
    }
  }
}
