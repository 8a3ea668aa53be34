import type { GitHubRepository } from "./client.ts";

/** Starts workflows of one repository. */
export class Dispatches {
  readonly #repository: GitHubRepository;

  constructor(repository: GitHubRepository) {
    this.#repository = repository;
  }

  /** Sends an event, which starts the default branch's workflows that listen for it. */
  async repository(eventType: string, payload: Readonly<Record<string, string>>): Promise<void> {
    await this.#repository.request(`dispatch ${eventType}`, ({ rest }) =>
      rest.repos.createDispatchEvent({
        ...this.#repository.at,
        event_type: eventType,
        client_payload: { ...payload },
      }),
    );
  }

  /**
   * Starts a workflow on a branch, without inputs, because GitHub rejects undeclared ones.
   * @param workflow its file name
   */
  async workflow(workflow: string, ref: string): Promise<void> {
    await this.#repository.request(`start the workflow ${workflow}`, ({ rest }) =>
      rest.actions.createWorkflowDispatch({
        ...this.#repository.at,
        workflow_id: workflow,
        ref,
      }),
    );
  }
}
