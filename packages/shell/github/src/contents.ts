import { present } from "@kalypso-actions/diagnostics";
import type { GitHubRepository } from "./client.ts";
import { isLostRace } from "./problems.ts";

interface RemoteFile {
  readonly text: string;
  /** The object ID of the content, which an update must specify. */
  readonly sha: string;
}

/** Single files on a repository's branches; each change is one commit. */
export class Contents {
  readonly #repository: GitHubRepository;

  constructor(repository: GitHubRepository) {
    this.#repository = repository;
  }

  /** @returns undefined if there is no such file or ref */
  async read(path: string, ref: string): Promise<RemoteFile | undefined> {
    const answer = await this.#repository.find(`read ${path}`, ({ rest }) =>
      rest.repos.getContent({ ...this.#repository.at, path, ref }),
    );
    const data = answer?.data;
    if (data === undefined || Array.isArray(data) || data.type !== "file" || !("content" in data))
      return undefined;
    return { text: Buffer.from(data.content, "base64").toString("utf8"), sha: data.sha };
  }

  /** The text of a file of up to 100 MB; undefined if there is no such file or ref. */
  async readLarge(path: string, ref: string): Promise<string | undefined> {
    const answer = await this.#repository.find(`read ${path}`, ({ rest }) =>
      rest.repos.getContent({ ...this.#repository.at, path, ref, mediaType: { format: "raw" } }),
    );
    // The client's types only cover the JSON form.
    const data: unknown = answer?.data;
    return typeof data === "string" ? data : undefined;
  }

  /**
   * Writes a file if it has not changed since it was read.
   * @param before the content that was read; undefined for a new file
   * @returns the commit; "lost" if somebody else has changed the file or the branch
   */
  async write(
    { path, branch, message }: { readonly path: string; readonly branch: string; readonly message: string },
    text: string,
    before: RemoteFile | undefined,
  ): Promise<string | "lost"> {
    const content = Buffer.from(text).toString("base64");
    const change = { path, branch, message, content, ...present({ sha: before?.sha }) };
    return this.#repository.request(`write ${path}`, async ({ rest }) => {
      try {
        const answer = await rest.repos.createOrUpdateFileContents({ ...this.#repository.at, ...change });
        return answer.data.commit.sha ?? "lost";
      } catch (error) {
        if (isLostRace(error)) return "lost";
        throw error;
      }
    });
  }
}
