/** Input formats that several actions share. */
import {
  dnsLabel,
  gitHubCommit,
  isInnerPath,
  normalisePath,
  parseRepositoryName,
  type RepositoryName,
  refName,
} from "@kalypso-actions/names";

/** The format of a text, and its parsed value. */
export interface Form<T> {
  /** @returns undefined for a text in another format */
  readonly parse: (text: string) => T | undefined;
  /** The expected format in words, for the diagnostic. */
  readonly expected: string;
  /** A value in this format that was probably meant. */
  readonly nearest?: (text: string) => string | undefined;
}

export function pattern(regExp: RegExp, expected: string): Form<string> {
  return { parse: (text) => (regExp.test(text) ? text : undefined), expected };
}

export const commitId = pattern(gitHubCommit, "a full commit ID of 40 hexadecimal digits");

/** What a name is if it is written as Kubernetes wants it. */
function asDnsLabel(text: string): string | undefined {
  const label = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return dnsLabel.test(label) ? label : undefined;
}

export const environmentName: Form<string> = {
  ...pattern(dnsLabel, "an environment name: lowercase letters, digits and `-`"),
  nearest: asDnsLabel,
};

export const branchName = pattern(refName, "the name of a branch, not of a tag or `refs/...`");

export const repositoryName: Form<RepositoryName> = { parse: parseRepositoryName, expected: "`owner/name`" };

/** Without `./` and leading or trailing slashes; the empty string is the root. */
export const innerPath: Form<string> = {
  parse: (text) => (isInnerPath(text) ? normalisePath(text) : undefined),
  expected: "a relative path without `..`",
};

/** A whole number within bounds. */
export function wholeNumber(least: number, most: number): Form<number> {
  return {
    parse: (text) => within(/^[0-9]{1,9}$/.test(text) ? Number(text) : undefined, least, most),
    expected: `a whole number from ${least} to ${most}`,
  };
}

/** A time in seconds within bounds, with up to three decimals; the value is in milliseconds. */
export function seconds(least: number, most: number): Form<number> {
  return {
    parse: (text) => {
      const number = /^[0-9]{1,9}(?:\.[0-9]{1,3})?$/.test(text) ? Number(text) : undefined;
      const inside = within(number, least, most);
      return inside === undefined ? undefined : Math.round(inside * 1_000);
    },
    expected: `seconds from ${least} to ${most}, with up to three decimals`,
  };
}

function within(number: number | undefined, least: number, most: number): number | undefined {
  return number !== undefined && number >= least && number <= most ? number : undefined;
}
