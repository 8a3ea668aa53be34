/**
 * The few GitHub API calls that a release needs. Plain fetch, because the job with write permissions installs nothing.
 */

export interface GitHubRepository {
  /** Whether a commit is on a branch. */
  isOnBranch(commit: string, branch: string): Promise<boolean>;
  tags(): Promise<readonly string[]>;
  /** Creates a tag, or moves it. */
  setTag(tag: string, commit: string): Promise<void>;
  /** @returns its URL, or the existing release's URL */
  release(tag: string, notes: string): Promise<string>;
}

export interface GitHubAccess {
  readonly api: string;
  readonly repository: string;
  readonly token: string;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const requestTimeout = 30_000;

export function openRepository({ api, repository, token }: GitHubAccess): GitHubRepository {
  async function ask(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${api}/repos/${repository}/${path}`, {
      method,
      signal: AbortSignal.timeout(requestTimeout),
      redirect: "error",
      headers: { authorization: `Bearer ${token}`, accept: "application/vnd.github+json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    const answer = { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
    if (response.ok || response.status === 404) return answer;
    throw new Error(`${method} ${path}: GitHub answered ${response.status}: ${answer.body?.message}`);
  }

  async function found(method: string, path: string, body?: object): Promise<unknown> {
    const { status, body: answer } = await ask(method, path, body);
    if (status === 404) throw new Error(`${method} ${path}: GitHub answered 404`);
    return answer;
  }

  return {
    async isOnBranch(commit, branch) {
      const { status } = (await found("GET", `compare/refs/heads/${branch}...${commit}`)) as {
        status: string;
      };
      return status === "identical" || status === "behind";
    },
    // Answered whole: this list has no pages and ignores `page` (docs/platforms.md#git).
    async tags() {
      const refs = (await found("GET", "git/matching-refs/tags/v")) as readonly { readonly ref: string }[];
      return refs.map(({ ref }) => ref.slice("refs/tags/".length));
    },
    async setTag(tag, commit) {
      const { status } = await ask("GET", `git/ref/tags/${tag}`);
      if (status === 404) await found("POST", "git/refs", { ref: `refs/tags/${tag}`, sha: commit });
      else await found("PATCH", `git/refs/tags/${tag}`, { sha: commit, force: true });
    },
    async release(tag, notes) {
      const { status, body } = await ask("GET", `releases/tags/${tag}`);
      // `legacy`: the highest version is shown as the latest, so a fix of an older one is not.
      const wanted = { tag_name: tag, name: tag, body: notes, make_latest: "legacy" };
      const release = status === 404 ? await found("POST", "releases", wanted) : body;
      return (release as { html_url: string }).html_url;
    },
  };
}
