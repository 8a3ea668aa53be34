import type { GitHubRepository } from "./client.ts";

/** Starts workflows of one repository. */
export class Dispatches {
  readonly #repository: GitHubRepository;

  constructor(repository: GitHubRepository) {
    this.#repository = repository;
  }

  /** Raises an event; the workflows of the default branch that listen for it start. */
  async repository(eventType: string, payload: Readonly<Record<string, string>>): Promise<void> {
    await this.#repository.request(`dispatch ${eventType}`, ({ rest }) =>
      rest.repos.createDispatchEvent({
        ...this.#repository.at,
        event_type: eventType,
        client_payload: { ...payload },
      }),
    );
  }

  /** Starts a workflow on a branch, without inputs: GitHub refuses those that it does not declare. @param workflow its file's name */
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
