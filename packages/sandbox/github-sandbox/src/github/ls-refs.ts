/**
 * Git's question for refs, which precedes every fetch of protocol version 2, answered without a process
 * (https://git-scm.com/docs/protocol-v2#_ls_refs).
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readRefs } from "../git/refs.ts";

/** Lines of git's protocol; undefined for a flush, a delimiter, and what else has no content. */
function* linesOf(body: Buffer): Iterable<string | undefined> {
  for (let at = 0; at + 4 <= body.length; ) {
    const length = Number.parseInt(body.toString("latin1", at, at + 4), 16);
    yield length < 4 ? undefined : body.toString("utf8", at + 4, at + length).replace(/\n$/, "");
    at += Math.max(length, 4);
  }
}

function line(text: string): string {
  const length = Buffer.byteLength(text) + 5;
  return `${length.toString(16).padStart(4, "0")}${text}\n`;
}

/** The branch that HEAD names. */
function headOf(repository: string): string | undefined {
  return /^ref: (\S+)/.exec(readFileSync(join(repository, "HEAD"), "utf8"))?.[1];
}

/** @returns undefined for another question, and for what only git can answer, such as the commits of tags */
export function answerLsRefs(repository: string, body: Buffer): string | undefined {
  const [command, ...rest] = [...linesOf(body)];
  if (command !== "command=ls-refs") return undefined;
  const asked = rest.filter((each) => each !== undefined);
  const known = /^(?:agent=|object-format=sha1$|peel$|symrefs$|unborn$|ref-prefix |session-id=)/;
  const refs = readRefs(repository);
  const hasTags = [...refs.keys()].some((name) => name.startsWith("refs/tags/"));
  if (hasTags || !asked.every((each) => known.test(each))) return undefined;
  const prefixes = asked.flatMap((each) => /^ref-prefix (.*)$/.exec(each)?.[1] ?? []);
  const isAsked = (name: string) =>
    prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix));
  const head = headOf(repository);
  const commit = head === undefined ? undefined : refs.get(head);
  const target = asked.includes("symrefs") ? ` symref-target:${head}` : "";
  const isUnborn = asked.includes("unborn") && commit === undefined && head !== undefined;
  const first = commit !== undefined ? [`${commit} HEAD${target}`] : isUnborn ? [`unborn HEAD${target}`] : [];
  const others = [...refs].filter(([name]) => isAsked(name)).map(([name, object]) => `${object} ${name}`);
  return `${[...(isAsked("HEAD") ? first : []), ...others].map(line).join("")}0000`;
}
