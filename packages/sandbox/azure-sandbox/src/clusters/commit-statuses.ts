/** Sets a cluster's commit statuses through GitHub's API with its own token. */

export interface StatusReport {
  /** `GITHUB_API_URL`. */
  readonly api: string;
  readonly token: string;
  /** `<owner>/<name>` of the repository whose commits get the statuses. */
  readonly repository: string;
  readonly clusterType: string;
}

export interface Said {
  readonly state: "pending" | "success" | "failure";
  readonly description: string;
}

/** GitHub rejects longer descriptions. */
const longest = 140;

/** Failed requests are dropped: the controllers only log them. */
async function asked(address: string, options: RequestInit): Promise<unknown> {
  try {
    const answer = await fetch(address, options);
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}

export class CommitStatuses {
  readonly #report: StatusReport;
  readonly #context: string;

  /** @param context `kalypso/<cluster type>/<cluster>` unless it is told otherwise */
  constructor(report: StatusReport, cluster: string, context?: string) {
    this.#report = report;
    this.#context = context ?? `kalypso/${report.clusterType}/${cluster}`;
  }

  /** The last status on a commit, read from GitHub, because nothing is stored elsewhere. */
  async last(commit: string, signal: AbortSignal): Promise<Said | undefined> {
    const { api, repository } = this.#report;
    const address = `${api}/repos/${repository}/commits/${commit}/status?per_page=100`;
    const answer = await asked(address, { headers: this.#headers, signal });
    const { statuses = [] } = (answer ?? {}) as {
      readonly statuses?: readonly (Said & { readonly context: string })[];
    };
    return statuses.find(({ context }) => context === this.#context);
  }

  /** Sets a status unless the commit already has it. */
  async say(commit: string, said: Said, signal: AbortSignal): Promise<void> {
    const { api, repository } = this.#report;
    const description = said.description.slice(0, longest);
    const last = await this.last(commit, signal);
    if (last?.state === said.state && last.description === description) return;
    const body = JSON.stringify({ state: said.state, context: this.#context, description });
    const options = { method: "POST", headers: this.#headers, body, signal };
    await asked(`${api}/repos/${repository}/statuses/${commit}`, options);
  }

  get #headers() {
    return { authorization: `Bearer ${this.#report.token}`, "content-type": "application/json" };
  }
}
