import { DiagnosticError } from "@kalypso-actions/diagnostics";
import type { RepositoryName } from "@kalypso-actions/names";
import { type GitHubRepository, isUnanswered } from "./client.ts";

/** Starts workflows of one repository. */
export class Dispatches {
  readonly #repository: GitHubRepository;

  constructor(repository: GitHubRepository) {
    this.#repository = repository;
  }

  /**
   * Sends an event, which starts the default branch's workflows that listen for it. Where the answer is lost, nothing on GitHub
   * shows whether it was sent, so it is not sent again.
   */
  async repository(eventType: string, payload: Readonly<Record<string, string>>): Promise<void> {
    const event = { event_type: eventType, client_payload: { ...payload } };
    try {
      await this.#repository.request(`dispatch ${eventType}`, ({ rest }) =>
        rest.repos.createDispatchEvent({ ...this.#repository.at, ...event }),
      );
    } catch (error) {
      if (!isUnanswered(error) || !(error instanceof DiagnosticError)) throw error;
      const hint = `GitHub did not answer, so the event may have been sent. Look for a run that ${eventType} started; if there is none, run again.`;
      throw new DiagnosticError(
        error.diagnostics.map((diagnostic) => ({ ...diagnostic, hint })),
        {
          cause: error.cause,
        },
      );
    }
  }

  /**
   * Starts a workflow on a branch, without inputs, because GitHub rejects undeclared ones.
   * @param workflow its file name
   */
  async workflow(workflow: string, ref: string): Promise<void> {
    const which = { ...this.#repository.at, workflow_id: workflow };
    await this.#repository.create(`start the workflow ${workflow}`, {
      make: ({ rest }) => rest.actions.createWorkflowDispatch({ ...which, ref }).then(() => true),
      look: () => this.#hasRun(which, ref.replace(/^refs\/heads\//, "")),
    });
  }

  /** Whether the workflow was started for the branch as it is: an earlier try may have done it. */
  async #hasRun(which: RepositoryName & { readonly workflow_id: string }, branch: string) {
    return this.#repository.request("look for the workflow's runs", async ({ rest }) => {
      const { data: head } = await rest.git.getRef({ ...this.#repository.at, ref: `heads/${branch}` });
      const filter = { branch, event: "workflow_dispatch", head_sha: head.object.sha, per_page: 1 };
      const { data } = await rest.actions.listWorkflowRuns({ ...which, ...filter });
      return data.total_count > 0 ? true : undefined;
    });
  }
}
