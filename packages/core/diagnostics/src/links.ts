/** Links in Markdown to pages of a GitHub server. An address that could be misread is no link. */
import type { Place } from "./diagnostic.ts";
import { formatPlace, placeAddress } from "./format.ts";
import { codeSpan, plainText } from "./markdown.ts";

/** Nothing in it can end a link, a cell or a line. */
const linkable = /^https?:\/\/[\w.-]+(?::\d+)?(?:[/?#][\w./:%#+=,~?&@-]*)?$/;

/** `https://host/owner/name`, with or without `.git` */
const repository = /^(https?:\/\/[\w.-]+(?::\d+)?(?:\/[\w.-]+){2}?)(?:\.git)?\/?$/;

/**
 * @param text Markdown
 * @returns the text alone without an address, or with one that is no plain web address
 */
export function linkTo(text: string, address: string | undefined): string {
  return address !== undefined && linkable.test(address) ? `[${text}](${address})` : text;
}

function pageOf(repo: string, path: string): string | undefined {
  const [, page] = repository.exec(repo) ?? [];
  return page === undefined ? undefined : `${page}/${path}`;
}

/** `owner/name`, or the whole address where it has no such form. */
export function repositoryLink(repo: string): string {
  const page = pageOf(repo, "")?.slice(0, -1);
  return page === undefined ? codeSpan(repo) : linkTo(plainText(page.split("/").slice(-2).join("/")), page);
}

/** The first ten digits of a commit, with a link to it. */
export function commitLink(repo: string, commit: string): string {
  const isCommit = /^[0-9a-f]{7,40}$/.test(commit);
  return linkTo(codeSpan(commit.slice(0, 10)), isCommit ? pageOf(repo, `commit/${commit}`) : undefined);
}

/** A branch, with a link to its files. */
export function branchLink(repo: string, branch: string): string {
  const path = branch.split("/").map(encodeURIComponent).join("/");
  return linkTo(codeSpan(branch), pageOf(repo, `tree/${path}`));
}

/** A link to a line, or its name where there is no page of it. */
export function placeLink(place: Place): string {
  const address = placeAddress(place);
  const name = plainText(`${place.file}:${place.line}`);
  return address === undefined ? plainText(formatPlace(place)) : `[${name}](${address})`;
}
