/** A bare repository, asked and changed by the real git. */
import { execFileSync } from "node:child_process";

export class BareRepository {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  git(args: readonly string[], input?: string): string {
    const env = {
      PATH: process.env["PATH"] ?? "",
      GIT_DIR: this.path,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_AUTHOR_NAME: "GitHub",
      GIT_AUTHOR_EMAIL: "noreply@github.com",
      GIT_COMMITTER_NAME: "GitHub",
      GIT_COMMITTER_EMAIL: "noreply@github.com",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "safe.directory",
      GIT_CONFIG_VALUE_0: "*",
    };
    const stdio = ["pipe", "pipe", "pipe"] as ["pipe", "pipe", "pipe"];
    return execFileSync("git", [...args], { env, input: input ?? "", encoding: "utf8", stdio });
  }

  /** The output of a command; undefined where it fails. */
  ask(args: readonly string[]): string | undefined {
    try {
      return this.git(args);
    } catch {
      return undefined;
    }
  }

  refs(): ReadonlyMap<string, string> {
    const lines = this.git(["for-each-ref", "--format=%(refname) %(objectname)"]).trim().split("\n");
    return new Map(
      lines
        .filter((line) => line !== "")
        .map((line): [string, string] => {
          const [name = "", commit = ""] = line.split(" ");
          return [name, commit];
        }),
    );
  }

  resolve(ref: string): string | undefined {
    const names = /^[0-9a-f]{40}$/.test(ref) ? [ref] : [`refs/heads/${ref}`, `refs/tags/${ref}`];
    for (const name of names) {
      const found = this.ask(["rev-parse", "--verify", "--quiet", `${name}^{commit}`]);
      if (found !== undefined) return found.trim();
    }
    return undefined;
  }

  isAncestor(older: string, newer: string): boolean {
    return this.ask(["merge-base", "--is-ancestor", older, newer]) !== undefined;
  }

  treeOf(commit: string): string {
    return this.git(["rev-parse", `${commit}^{tree}`]).trim();
  }

  text(commit: string, path: string): string | undefined {
    return this.ask(["cat-file", "blob", `${commit}:${path}`]);
  }

  /** A merge commit of a branch into another; undefined where they conflict. */
  merge(base: string, head: string, message: string): string | undefined {
    const tree = this.ask(["merge-tree", "--write-tree", base, head])?.trim();
    if (tree === undefined) return undefined;
    return this.git(["commit-tree", tree, "-p", base, "-p", head, "-m", message]).trim();
  }

  /** One commit on top of another that changes a file. */
  withFile(commit: string, path: string, content: Buffer, message: string): string {
    const blob = execFileSync("git", ["hash-object", "-w", "--stdin"], {
      env: { PATH: process.env["PATH"] ?? "", GIT_DIR: this.path },
      input: content,
      encoding: "utf8",
    }).trim();
    const index = { GIT_INDEX_FILE: `${this.path}/index-${process.hrtime.bigint()}` };
    const run = (args: readonly string[]) =>
      execFileSync("git", [...args], {
        env: { PATH: process.env["PATH"] ?? "", GIT_DIR: this.path, ...index },
        encoding: "utf8",
      }).trim();
    run(["read-tree", commit]);
    run(["update-index", "--add", "--cacheinfo", `100644,${blob},${path}`]);
    const tree = run(["write-tree"]);
    return this.git(["commit-tree", tree, "-p", commit, "-m", message]).trim();
  }

  /** Moves a ref; fails where it is not at what is expected. */
  move(ref: string, commit: string, expected = ""): boolean {
    return this.ask(["update-ref", ref, commit, ...(expected === "" ? [] : [expected])]) !== undefined;
  }
}
