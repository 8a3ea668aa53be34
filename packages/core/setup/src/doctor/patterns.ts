/** Names and patterns of branches. */

/** One step of a pattern: from where in the name it leads to where. */
type Step = (name: string, from: readonly boolean[]) => readonly boolean[];

/** One character. */
function one(isIt: (character: string) => boolean): Step {
  return (name, from) =>
    from.map((_, index) => index > 0 && from[index - 1] === true && isIt(name[index - 1] ?? ""));
}

/** Any number of characters within a part. */
const star: Step = (name, from) => {
  let isOpen = false;
  return from.map((isStart, index) => {
    if (index > 0 && name[index - 1] === "/") isOpen = false;
    isOpen ||= isStart;
    return isOpen;
  });
};

/** Any number of whole parts, each with its slash. */
const parts: Step = (name, from) => {
  let isOpen = false;
  return from.map((isStart, index) => {
    const isReached = isOpen && name[index - 1] === "/";
    isOpen ||= isStart;
    return isStart || isReached;
  });
};

/** `[a-z]`, `[!a-z]`. */
function setOf(text: string): Step {
  const [, not = "", inner = ""] = /^\[([!^]?)(.*)\]$/.exec(text) ?? [];
  const ranges = [...inner.matchAll(/(.)-(.)|(.)/gu)].map(([, first, last, only]) => [
    first ?? only ?? "",
    last ?? only ?? "",
  ]);
  const has = (character: string) =>
    ranges.some(([first = "", last = ""]) => first <= character && character <= last);
  return one((character) => character !== "/" && has(character) === (not === ""));
}

function stepsOf(pattern: string): readonly Step[] {
  const words = pattern.match(/(?:^|(?<=\/))\*\*\/|\*+|\?|\[[^\]/]+\]|[\s\S]/g) ?? [];
  return words.map((word) => {
    if (word === "**/") return parts;
    if (word.startsWith("*")) return star;
    if (word === "?") return one((character) => character !== "/");
    return word.length > 1 ? setOf(word) : one((character) => character === word);
  });
}

/**
 * Whether a branch is one of those, as GitHub compares them (Ruby's `File.fnmatch` with `FNM_PATHNAME`): `*` stays within a
 * part of a name, `**` followed by a slash is any number of parts. It takes time that grows with both lengths.
 */
export function matchesBranch(pattern: string, branch: string): boolean {
  if (pattern === branch) return true;
  const start = Array.from({ length: branch.length + 1 }, (_, index) => index === 0);
  const end = stepsOf(pattern).reduce((from: readonly boolean[], step) => step(branch, from), start);
  return end[branch.length] === true;
}

/** As {@link matchesBranch}, for the names of refs that rulesets have. */
export function matchesRef(pattern: string, branch: string, defaultBranch: string): boolean {
  if (pattern === "~ALL") return true;
  if (pattern === "~DEFAULT_BRANCH") return branch === defaultBranch;
  return matchesBranch(pattern, `refs/heads/${branch}`);
}
