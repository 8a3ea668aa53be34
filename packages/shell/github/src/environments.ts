import type { GitHubRepository } from "./client.ts";

/** GitHub environments of one repository. */
export class Environments {
  readonly #repository: GitHubRepository;

  constructor(repository: GitHubRepository) {
    this.#repository = repository;
  }

  /**
   * The value of an environment's variable; undefined if the variable or environment does not exist. Needs a token with
   * `environments` read permission: a job's own token never has it.
   * @throws DiagnosticError github-denied without that permission
   */
  async variable(environment: string, name: string): Promise<string | undefined> {
    const doing = `read the variable ${name} of the environment ${environment}`;
    const answer = await this.#repository.requestOr(doing, { 404: undefined }, ({ rest }) =>
      rest.actions.getEnvironmentVariable({ ...this.#repository.at, environment_name: environment, name }),
    );
    return answer?.data.value;
  }
}
