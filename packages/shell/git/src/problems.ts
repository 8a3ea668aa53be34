import type { Diagnostic, DiagnosticCode } from "@kalypso-actions/diagnostics";

/** The revision to read: a commit, otherwise a branch, otherwise the default branch. */
export interface Revision {
  readonly repo: string;
  /** A branch; a tag of the same name is not read. */
  readonly ref?: string;
  /** A tag, for people who name one; no file does. */
  readonly tag?: string;
  readonly commit?: string;
}

/** A URL without any embedded credentials. */
export function publicAddress(repo: string): string {
  return repo.replace(/^([a-z]+:\/\/)[^/@]*@/i, "$1");
}

/** What git said, without credentials in the addresses that it names. */
function withoutCredentials(said: string): string {
  return said.replaceAll(/(?<![a-z])([a-z]+:\/\/)[^/@\s]*@/gi, "$1");
}

export function describeRevision({ repo, ref, tag, commit }: Revision): string {
  const revision = commit ?? ref ?? tag;
  return revision === undefined ? publicAddress(repo) : `${publicAddress(repo)} at ${revision}`;
}

interface Kind {
  readonly code: DiagnosticCode;
  readonly pattern: RegExp;
  readonly message: (revision: Revision) => string;
  readonly hint: string;
}

const kinds: readonly Kind[] = [
  {
    code: "git-unreachable",
    pattern: /from proxy after CONNECT|CONNECT tunnel failed|Could not resolve proxy|Proxy CONNECT aborted/i,
    message: ({ repo }) => `the proxy gave no connection to ${publicAddress(repo)}`,
    hint: "The variable `https_proxy` or git's `http.proxy` names the proxy. Correct it, allow the host in the proxy, or list the host in `no_proxy`.",
  },
  {
    code: "git-timed-out",
    pattern: /Operation too slow|Operation timed out after|Timeout, server \S+ not responding/i,
    message: ({ repo }) => `${publicAddress(repo)} stopped answering`,
    hint: "Check that the server can be reached from here and answers, then run again.",
  },
  {
    code: "git-failed",
    pattern: /Out of memory|cannot allocate|unable to allocate|malloc failed/i,
    message: ({ repo }) => `reading ${publicAddress(repo)} takes more memory than git may use, 2 GiB`,
    hint: "Check what the server at this address sends. A repository of Kubernetes manifests needs a fraction of that.",
  },
  {
    code: "git-failed",
    pattern: /File too large/i,
    message: ({ repo }) => `${publicAddress(repo)} sends more than git may write, 2 GiB`,
    hint: "Check what the server at this address sends, or register a smaller repository.",
  },
  {
    code: "git-failed",
    pattern: /No space left on device|Disk quota exceeded|Out of diskspace/i,
    message: ({ repo }) => `there was no space left to read ${publicAddress(repo)}`,
    hint: "Free space in the folder for temporary files, or name another in TMPDIR, then run it again.",
  },
  {
    code: "git-denied",
    pattern:
      /Authentication failed|could not read (?:Username|Password)|terminal prompts disabled|returned error: 40[13]|Permission denied|access denied|invalid credentials/i,
    message: ({ repo }) => `${publicAddress(repo)} denied access`,
    hint: "Pass a token that can read the repository's contents (input `token`, or the KALYPSO_TOKEN variable for the command line).",
  },
  {
    code: "git-ref-missing",
    pattern: /couldn't find remote ref|Remote branch .{1,300} not found/i,
    message: ({ repo, ref, tag }) =>
      `${publicAddress(repo)} has no ${tag === undefined ? "branch" : "tag"} \`${tag ?? ref ?? "HEAD"}\``,
    hint: "Correct the name, or push it. A tag is not accepted as a branch.",
  },
  {
    code: "git-commit-missing",
    pattern: /not our ref|unadvertised object|did not send all necessary objects|no such commit/i,
    message: ({ repo, commit }) => `${publicAddress(repo)} has no commit \`${commit ?? ""}\``,
    hint: "Correct the commit, or push it. A commit that no branch contains may have been garbage-collected.",
  },
  {
    code: "git-unreachable",
    pattern:
      /not found|does not appear to be a git repository|Could not resolve host|unable to access|Connection refused|timed out|No such file|not a git repository|Could not read from remote|transport '[^']*' not allowed/i,
    message: ({ repo }) => `${publicAddress(repo)} does not exist or cannot be reached`,
    hint: "Check the URL. GitHub gives the same answer for a private repository that the token cannot read.",
  },
];

/** Whether a server redirected git. */
export function isRedirect(stderr: string): boolean {
  return /(?:returned error:|\bHTTP(?: code)?) 30[12378]\b/.test(stderr);
}

/** @param target the redirect's target; undefined if the server did not name it */
export function redirectProblem(repo: string, target: string | undefined): Diagnostic {
  const where = target === undefined ? "another URL, which the server does not name" : target;
  return {
    severity: "error",
    code: "git-redirected",
    message: `${publicAddress(repo)} has moved to ${where}; redirects are not followed, because they would receive the token`,
    hint: "Check that it is the same repository, and use the new URL. GitLab, for example, needs `.git` at the end.",
  };
}

/** @param sum bytes of the files that would be read */
export function tooLargeProblem(revision: Revision, sum: number, most: number): Diagnostic {
  return {
    severity: "error",
    code: "repository-over-budget",
    message: `${describeRevision(revision)} has ${sum} bytes of YAML files; expected at most ${most}`,
    hint: "Register a smaller repository: files are read wherever they are in it, because a kustomization may list them.",
  };
}

export function tooManyFilesProblem(revision: Revision): Diagnostic {
  return {
    severity: "error",
    code: "repository-over-budget",
    message: `${describeRevision(revision)} has more files than can be listed, about 600,000`,
    hint: "Register a smaller repository.",
  };
}

/** Turns git's message into a problem that its reader can act on. */
export function gitProblem(revision: Revision, stderr: string): Diagnostic {
  const kind = kinds.find(({ pattern }) => pattern.test(stderr));
  const lines = stderr.split("\n").filter((line) => /^(?:fatal|error|remote):/.test(line));
  const said = withoutCredentials(lines.slice(-3).join("; "));
  if (kind === undefined) {
    const message = `git could not read ${describeRevision(revision)}: ${said || "it gave no reason"}`;
    return { severity: "error", code: "git-failed", message };
  }
  const reason = said === "" ? "" : ` (git said: ${said})`;
  return {
    severity: "error",
    code: kind.code,
    message: `${kind.message(revision)}${reason}`,
    hint: kind.hint,
  };
}

/** What the server said of a rule, without the lines around it. */
export function ruleWords(said: string): string | undefined {
  if (!/\bGH0(?:06|13)\b|rule violations|protected branch/i.test(said)) return undefined;
  const lines = said.split("\n").filter((line) => line.startsWith("remote:"));
  const words = lines.map((line) => line.replace(/^remote:\s*(?:error:)?/, "").trim());
  return words.filter((each) => each !== "").join(" ");
}

/** A push that the server rejected. @param said what git said, on both of its outputs */
export function pushProblem(repo: string, ref: string, said: string): Diagnostic {
  const rule = ruleWords(said);
  const lines = said
    .split("\n")
    .filter((line) => /^(?:!|fatal|error|remote):?.*\S/.test(line))
    .map((line) => line.replaceAll("\t", " "));
  const reason = withoutCredentials(lines.slice(-4).join("; "));
  // Whoever may write may not write these files.
  if (/without `workflows?` (?:scope|permission)/.test(said))
    return {
      severity: "error",
      code: "git-denied",
      message: `${publicAddress(repo)} rejected the push to ${ref.replace("refs/heads/", "")}, because it changes workflow files (git said: ${reason})`,
      hint: "Pass a token with `workflows: write`; a classic one needs the scope workflow.",
    };
  const isDenied =
    rule === undefined && /returned error: 40[13]|denied|Authentication failed|could not read/i.test(said);
  return {
    severity: "error",
    code: isDenied ? "git-denied" : "git-push-refused",
    message: `${publicAddress(repo)} rejected the push to ${ref.replace("refs/heads/", "")} (git said: ${rule ?? (reason || "nothing")})`,
    hint: isDenied
      ? "Pass a token with `contents: write` for this repository."
      : "Check the repository's rulesets: add the App or user of the token to the bypass list of the one that forbids the push, or exclude the branch from it.",
  };
}
