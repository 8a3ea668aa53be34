import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Functions, methods and constants that are declared as async, or as returning a promise. */
const asynchronous =
  /\basync (?:function )?#?(\w+)[(<]|\b(\w+) = async\b|(?<![.\w])#?(\w+)\([^()]*\): Promise</g;

/** Functions and methods that are not. A name used for both says nothing about a call. */
const synchronous = /^ *(?:export |static |override )*(?:function )?#?(\w+)\(.*\)(?:: (?!Promise).*)? \{$/gm;

/** A call whose result becomes the returned value as it is: `return f(`, or one branch of a conditional. */
const returnedCalls = /(?:\breturn|\?| :|\?\?|\|\||&&) (?:[\w.#]+\.)?#?(\w+)\(/g;

const startsFunction = /(?:=>|^ *(?!if|for|while|switch|\} )(?:async )?[\w#]+\(.*\)(?:: .*)?) \{$/;

/**
 * Lines that return a promise without awaiting it after `await using`: the resource would be disposed of while the
 * promise is still pending. Relies on the formatter's indentation.
 */
function earlyReturns(text: string, promises: ReadonlySet<string>): readonly number[] {
  const lines = text.split("\n");
  const indents = lines.map((line) => line.search(/\S/));
  const endOf = (start: number, isEnd: (indent: number) => boolean) => {
    const end = lines.findIndex(
      (_, index) => index > start && (indents[index] ?? -1) >= 0 && isEnd(indents[index] ?? 0),
    );
    return end < 0 ? lines.length : end;
  };
  const found = new Set<number>();
  for (const [start, line] of lines.entries()) {
    if (!/^ *await using /.test(line)) continue;
    const end = endOf(start, (indent) => indent < (indents[start] ?? 0));
    for (let at = start + 1; at < end; at++) {
      const current = lines[at] ?? "";
      // A nested function has returns of its own.
      if (startsFunction.test(current)) at = endOf(at, (indent) => indent <= (indents[at] ?? 0));
      else if (/\breturn /.test(current))
        for (const [, name = ""] of current.matchAll(returnedCalls))
          if (promises.has(name)) found.add(at + 1);
    }
  }
  return [...found];
}

test("whatever `await using` holds is kept until the returned promise has settled", () => {
  const files = execFileSync("git", ["ls-files", "*.ts"], { cwd: root, encoding: "utf8" })
    .split("\n")
    .filter((file) => file !== "" && !file.includes("/dist/"))
    .map((file) => [file, readFileSync(join(root, file), "utf8")] as const);
  const names = (pattern: RegExp) =>
    files.flatMap(([, text]) =>
      [...text.matchAll(pattern)].map(([, ...groups]) => groups.find((name) => name !== undefined) ?? ""),
    );
  const ambiguous = new Set(names(synchronous));
  const promises = new Set(names(asynchronous).filter((name) => !ambiguous.has(name)));
  expect(promises).toContain("temporaryFolder");
  const found = files.flatMap(([file, text]) =>
    earlyReturns(text, promises).map((line) => `${file}:${line}`),
  );
  expect(found).toEqual([]);
});

test("a returned promise is found in every form of return", () => {
  const text = `
async function f() {
  await using a = open();
  if (a.isEmpty) return read(a);
  const all = list.map((each) => {
    return read(each);
  });
  if (all.length === 0) return await read(a);
  for (const one of all) {
    return one.isLast ? undefined : this.#read(one);
  }
  return { all };
}
async function g() {
  return read(b);
}`;
  expect(earlyReturns(text, new Set(["read"]))).toEqual([4, 10]);
});
