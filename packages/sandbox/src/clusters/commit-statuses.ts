/** What a cluster says on the commits that it follows, through GitHub's API and with a token of its own. */

export interface StatusReport {
  /** `GITHUB_API_URL`. */
  readonly api: string;
  readonly token: string;
  /** `<owner>/<name>` of the repository whose commits get the statuses. */
  readonly repository: string;
  readonly clusterType: string;
}

export type ReportedState = "pending" | "success" | "failure";

/** GitHub takes no more. */
const longest = 140;

export class CommitStatuses {
  readonly #report: StatusReport;
  readonly #context: string;
  /** By commit: what was said last is not said again. */
  readonly #said = new Map<string, string>();

  constructor(report: StatusReport, cluster: string) {
    this.#report = report;
    this.#context = `kalypso/${report.clusterType}/${cluster}`;
  }

  /** Nothing of what was said counts any more. */
  forget(): void {
    this.#said.clear();
  }

  /** Whether anything was said of a commit. */
  has(commit: string): boolean {
    return this.#said.has(commit);
  }

  /** What cannot be said is lost: the controllers only log it. */
  async say(commit: string, state: ReportedState, text: string, signal: AbortSignal): Promise<void> {
    const { api, token, repository } = this.#report;
    const description = text.slice(0, longest);
    const said = `${state} ${description}`;
    if (this.#said.get(commit) === said) return;
    this.#said.set(commit, said);
    const body = JSON.stringify({ state, context: this.#context, description });
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const options = { method: "POST", headers, body, signal };
    await fetch(`${api}/repos/${repository}/statuses/${commit}`, options).then(
      (answer) => answer.arrayBuffer(),
      () => undefined,
    );
  }
}
