import { DiagnosticError } from "@kalypso-actions/diagnostics";
import { GitHubRepository, type GitHubServer, shapesOf } from "@kalypso-actions/github";
import { setupAnswers } from "./answers.ts";
import { refusal } from "./refusal.ts";

const answers = shapesOf(setupAnswers);

type Work<T> = Parameters<GitHubRepository["request"]>[1] extends (octokit: infer Octokit) => unknown
  ? (octokit: Octokit) => Promise<T>
  : never;

/** A repository, or an owner, whose refusals name what is missing. */
export class Place extends GitHubRepository {
  /** @throws DiagnosticError setup-refused, github-* */
  override async request<T>(doing: string, work: Work<T>): Promise<T> {
    try {
      return await super.request(doing, work);
    } catch (error) {
      const refused = refusal(error);
      throw refused === undefined ? error : new DiagnosticError(refused, { cause: (error as Error).cause });
    }
  }
}

/** A GitHub, with the token of a person who may administrate the owner's repositories. */
export class Access {
  readonly token: string;
  readonly server: GitHubServer;
  readonly #places = new Map<string, Place>();
  /** The private keys of Apps that have been made or given in this run, by their ids. */
  readonly appKeys = new Map<string, string>();

  constructor(token: string, server: GitHubServer) {
    this.token = token;
    this.server = server;
  }

  /** @param name `owner/name`; `owner/*` for what belongs to an owner, so that messages say where something failed */
  at(name: string): Place {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const made = this.as(this.token, name);
    this.#places.set(name, made);
    return made;
  }

  /** The same with another token. */
  as(token: string, name: string): Place {
    const [owner = "", repo = ""] = name.split("/");
    return new Place({ owner, repo }, token, { ...this.server.api, answers });
  }

  /** Whether an owner is an organisation. @throws DiagnosticError setup-refused if there is no such owner */
  async isOrganisation(owner: string): Promise<boolean> {
    const { data } = await this.at(`${owner}/*`).request(`find ${owner}`, ({ rest }) =>
      rest.users.getByUsername({ username: owner }),
    );
    return data.type === "Organization";
  }
}

/** Answers that say that something is not there, or not any more. */
export const absent = { 404: undefined } as const;
