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

/** The issues of one repository that a tool maintains. */
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
    const { at } = this.#repository;
    return this.#repository.request("update the issues", async ({ rest, paginate }) => {
      const open = await paginate(rest.issues.listForRepo, { ...at, state: "open", per_page: 100 });
      const ours = open.filter(({ body, pull_request }) => pull_request === undefined && isOurs(body ?? ""));
      const byMarker = new Map(
        wanted.map((issue) => [issue.marker, ours.find(({ body }) => body?.includes(issue.marker))]),
      );
      let [opened, updated, closed] = [0, 0, 0];
      for (const { marker, title, body, labels } of wanted) {
        const present = byMarker.get(marker);
        const content = typeof body === "string" ? body : body(present?.body ?? undefined);
        const text = { title, body: `${marker}\n${content}` };
        if (present === undefined) {
          await rest.issues.create({ ...at, ...text, labels: [...labels] });
          opened++;
        } else if (present.title !== title || present.body !== text.body) {
          await rest.issues.update({ ...at, issue_number: present.number, ...text });
          updated++;
        }
      }
      const kept = new Set([...byMarker.values()].map((issue) => issue?.number));
      for (const { number } of ours.filter((issue) => !kept.has(issue.number))) {
        await rest.issues.createComment({ ...at, issue_number: number, body: fixed });
        await rest.issues.update({ ...at, issue_number: number, state: "closed", state_reason: "completed" });
        closed++;
      }
      return { opened, updated, closed };
    });
  }
}
