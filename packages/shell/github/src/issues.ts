import type { GitHubRepository } from "./client.ts";

/** An issue identified by its marker. */
interface MarkedIssue {
  /** Hidden in the body; finds the issue whatever its title. */
  readonly marker: string;
  readonly title: string;
  /** A text, or how it follows from the body that the issue has now. */
  readonly body: string | ((former: string | undefined) => string);
  readonly labels: readonly string[];
}

interface IssueChanges {
  readonly opened: number;
  readonly updated: number;
  readonly closed: number;
}

interface IssueText {
  readonly title: string;
  readonly body: string;
}

interface OpenIssue extends IssueText {
  readonly number: number;
}

const updating = "update the issues";

const solved = { state: "closed", state_reason: "completed" } as const;

/** Issues of one repository that a tool maintains. */
export class Issues {
  readonly #repository: GitHubRepository;

  constructor(repository: GitHubRepository) {
    this.#repository = repository;
  }

  /**
   * Makes our open issues match the wanted ones: opens, updates and closes them. Other issues are ignored.
   * @param isOurs whether an issue with this body is one of ours
   */
  async reconcile(
    isOurs: (body: string) => boolean,
    wanted: readonly MarkedIssue[],
    fixed: string,
  ): Promise<IssueChanges> {
    const ours = (await this.#open()).filter(({ body }) => isOurs(body));
    const byMarker = new Map(
      wanted.map((issue) => [issue.marker, ours.find(({ body }) => body.includes(issue.marker))]),
    );
    let [opened, updated, closed] = [0, 0, 0];
    for (const issue of wanted) {
      const present = byMarker.get(issue.marker);
      const body = typeof issue.body === "string" ? issue.body : issue.body(present?.body);
      const text = { title: issue.title, body: `${issue.marker}\n${body}` };
      if (present === undefined) {
        await this.#create(issue, text);
        opened++;
      } else if (present.title !== text.title || present.body !== text.body) {
        await this.#update(present.number, text);
        updated++;
      }
    }
    const kept = new Set([...byMarker.values()].map((issue) => issue?.number));
    for (const { number } of ours.filter((issue) => !kept.has(issue.number))) {
      await this.#close(number, fixed);
      closed++;
    }
    return { opened, updated, closed };
  }

  async #open(): Promise<readonly OpenIssue[]> {
    const which = { ...this.#repository.at, state: "open", per_page: 100 } as const;
    return this.#repository.request(updating, async ({ rest, paginate }) => {
      const found = await this.#repository.all(paginate.iterator(rest.issues.listForRepo, which));
      return found
        .filter(({ pull_request }) => pull_request === undefined)
        .map(({ number, title, body }) => ({ number, title, body: body ?? "" }));
    });
  }

  async #create({ marker, labels }: MarkedIssue, text: IssueText): Promise<void> {
    await this.#repository.create(updating, {
      make: ({ rest }) =>
        rest.issues.create({ ...this.#repository.at, ...text, labels: [...labels] }).then(() => true),
      look: async () => ((await this.#open()).some(({ body }) => body.includes(marker)) ? true : undefined),
    });
  }

  async #update(number: number, text: IssueText | typeof solved): Promise<void> {
    await this.#repository.request(updating, ({ rest }) =>
      rest.issues.update({ ...this.#repository.at, issue_number: number, ...text }),
    );
  }

  async #close(number: number, comment: string): Promise<void> {
    const at = { ...this.#repository.at, issue_number: number };
    await this.#repository.create(updating, {
      make: ({ rest }) => rest.issues.createComment({ ...at, body: comment }).then(() => true),
      look: () =>
        this.#repository.request(updating, async ({ rest, paginate }) => {
          const comments = await this.#repository.all(
            paginate.iterator(rest.issues.listComments, { ...at, per_page: 100 }),
          );
          return comments.at(-1)?.body === comment ? true : undefined;
        }),
    });
    await this.#update(number, solved);
  }
}
