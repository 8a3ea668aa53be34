/** Whatever others write, their text stays text in what we write: looked at with a parser of GitHub's Markdown. */
import {
  branchLink,
  codeSpan,
  commitLink,
  linkTo,
  messageText,
  plainText,
  repositoryLink,
  titleText,
} from "@kalypso-actions/diagnostics";
import { pullRequestMarker, pullRequestText, readMarker } from "@kalypso-actions/gitops-branch";
import { assignmentIssues, isHeldIssue, isIssueOf, renderingSummary } from "@kalypso-actions/manifests";
import { promotionMessage, readPromotionMarker } from "@kalypso-actions/promotion";
import type { Schedule } from "@kalypso-actions/resources";
import { summarise } from "@kalypso-actions/scheduling";
import fc from "fast-check";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { expect, test } from "vitest";

const otherIssue = "<!-- kalypso-actions: assignment dev/theirs -->";

const attacks = [
  "@team",
  "@org/team",
  "fixes #1",
  "closes owner/repo#1",
  "GH-1",
  "https://github.com/o/r/issues/1",
  "www.example.com",
  "someone@example.com",
  "mailto:a@b.co",
  "![x](https://e.co/x.png)",
  "[x](https://e.co)",
  "[x]: https://e.co",
  "[x][y]",
  "<https://e.co>",
  "<img src=x onerror=alert(1)>",
  "<script>",
  otherIssue,
  "-->",
  "# heading",
  "heading\n===",
  "heading\n---",
  "> quote",
  "- item",
  "1. item",
  "- [ ] task",
  "```",
  "~~~",
  "``",
  "`",
  "\\",
  "\\|",
  "|",
  "| a | b |\n|---|---|",
  "**bold**",
  "~~gone~~",
  "&lt;b&gt;",
  "&#64;team",
  "[^1]",
  "[skip ci]",
  "\nCo-authored-by: X <x@example.com>",
  "\nskip-checks: true",
  "::error::x",
  "\u202e",
];
const hostile = fc
  .array(
    fc.oneof(fc.constantFrom(...attacks), fc.string({ maxLength: 6 }), fc.constantFrom(" ", "\n", "a")),
    {
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(""));
const runs = { examples: attacks.map((attack): [string] => [attack]), seed: 15, numRuns: 500 };

function htmlOf(markdown: string): string {
  const options = { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true };
  return micromark(markdown, options);
}

/** @param allowed the elements that our own text makes */
function expectOnlyText(markdown: string, allowed: readonly string[], hrefs: readonly string[] = []): void {
  const linked = hrefs.reduce((html, href) => html.replace(` href="${href}"`, ""), htmlOf(markdown));
  const html = linked.replaceAll(/<!-- kalypso-actions: open-pr [0-9a-f]+ -->/g, "");
  expect(html).not.toContain("<!--");
  const tags = [...html.matchAll(/<([a-z][a-z0-9]*)/gi)].map(([, name = ""]) => name.toLowerCase());
  expect(tags.filter((name) => !allowed.includes(name))).toEqual([]);
  const prose = html.replaceAll(/<code>[^<]*<\/code>/g, "").replaceAll("&amp;", "&");
  expect(prose).not.toMatch(/@\w|#\d|\bGH-\d|:\/\/|\bwww\./i);
}

test("plain text is a paragraph of text, wherever it stands", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expectOnlyText(plainText(text), ["p"]);
      expectOnlyText(`Before ${plainText(text)} after`, ["p"]);
      expectOnlyText(`- ${plainText(text)}`, ["ul", "li"]);
    }),
    runs,
  );
});

test("a code span ends where it should, in a table too", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expectOnlyText(`${codeSpan(text)} and ${codeSpan("")}`, ["p", "code"]);
      const table = `| a | b |\n|---|---|\n| ${codeSpan(text)} | ${plainText(text)} |\n`;
      expectOnlyText(table, ["table", "thead", "tbody", "tr", "th", "td", "code"]);
      expect(htmlOf(table).match(/<td>/g)).toHaveLength(2);
    }),
    runs,
  );
});

test("a message keeps our code and nothing else", () => {
  fc.assert(
    fc.property(hostile, (text) => expectOnlyText(`- ${messageText(text)}`, ["ul", "li", "code"])),
    runs,
  );
});

test("a title is one line that mentions, closes and skips nothing", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const title = titleText(text);
      expect(title).not.toMatch(/[\r\n`]/);
      expect(title).not.toMatch(/@\w|#\d|\bGH-\d|:\/\//i);
      expect(title).not.toMatch(/\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]/i);
    }),
    runs,
  );
});

test("ordinary names print as they are", () => {
  for (const name of [
    "drone-eu-1",
    "templates/namespace.yaml:16:22",
    "5 of 7 clusters",
    "v1.2.3",
    "a: b (c)",
  ]) {
    expect(plainText(name)).toBe(name);
    expect(titleText(name)).toBe(name);
    expect(codeSpan(name)).toBe(`\`${name}\``);
  }
});

test("an assignment's issue has its problems as text, and stands for no other assignment", () => {
  const allowed = ["p", "ul", "li", "code"];
  fc.assert(
    fc.property(hostile, (text) => {
      const failures = new Map([
        [
          "ours",
          [
            {
              severity: "error" as const,
              code: "config-invalid" as const,
              message: `must be one of ${text}`,
              hint: text,
              place: { file: text, line: 1, column: 1 },
            },
          ],
        ],
      ]);
      const [issue] = assignmentIssues("dev", failures);
      expectOnlyText(issue?.body ?? "", allowed);
      expect(issue?.body).not.toContain(otherIssue);
    }),
    runs,
  );
});

/** A node whose text is letters, digits and numbered characters, or an arrow: nothing else is in a picture. */
const pictureLine =
  /^ {2}[a-z]+\d+(?:(?:\(|\{\{|\[)"(?:[A-Za-z0-9 .-]|#\d+;)*"(?:\)|\}\}|\])| --> [a-z]+\d+)$/;

test("a link leads where we say, or is no link", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const page = "https://github.com/o/r";
      for (const link of [
        linkTo("x", text),
        linkTo("x", `${page}/${text}`),
        commitLink(page, text),
        branchLink(page, text),
        branchLink(text, "main"),
        repositoryLink(text),
        repositoryLink(`${page}${text}`),
      ]) {
        const html = htmlOf(`| a |\n|---|\n| ${link} |\n`);
        expect(html.match(/<td>/g)).toHaveLength(1);
        const hrefs = [...html.matchAll(/ href="([^"]*)"/g)].map(([, href = ""]) => href);
        expect(hrefs.length).toBeLessThan(2);
        for (const href of hrefs) expect(href).toMatch(/^https?:\/\/[\w.-]/);
        expectOnlyText(link, ["p", "code", "a"].slice(0, hrefs.length === 0 ? 2 : 3), hrefs);
      }
    }),
    runs,
  );
});

test("a schedule's summary has names, branches, addresses and reasons of others as text", () => {
  const allowed = [
    "p",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "code",
    "strong",
    "em",
    "br",
    "details",
    "summary",
  ];
  fc.assert(
    fc.property(hostile, (text) => {
      const own = { clusterType: text, deploymentTarget: text, namespace: text, policies: [text] };
      const held = {
        registration: text,
        workload: text,
        repo: text,
        branch: text,
        reason: text,
        assignments: [],
      };
      const schedule = {
        environment: text,
        clusterTypes: [{ name: text }, { name: `${text}2` }],
        assignments: [own],
        policies: [{ name: text, place: { file: text, line: 1, column: 1 } }],
        promotedCommit: text,
        gitops: { repo: text, branch: text, path: text },
        sources: [{ role: "workload", repo: text, ref: text, commit: null, path: text }],
        held: [{ ...held, isKnown: true, commit: null, place: { file: text, line: 1, column: 1 } }],
      };
      const summary = summarise(schedule as unknown as Schedule);
      const [, picture = ""] = /^```mermaid\n([\s\S]*?)^```$/m.exec(summary) ?? [];
      for (const line of picture.split("\n").slice(1, -1)) expect(line).toMatch(pictureLine);
      expect(picture.split("\n")).toHaveLength(1 + 3 + 2 + 1);
      expectOnlyText(summary.replace(`\`\`\`mermaid\n${picture}\`\`\`\n`, ""), allowed);
    }),
    runs,
  );
});

test("a render's summary has names, messages and reasons of others as text", () => {
  const allowed = ["p", "table", "thead", "tbody", "tr", "th", "td", "code", "strong"];
  fc.assert(
    fc.property(hostile, (text) => {
      const place = { file: text, line: 1, column: 1 };
      const failures = new Map([
        [text, [{ severity: "error" as const, code: "config-invalid" as const, message: text, place }]],
      ]);
      const held = [{ registration: text, reason: text, isKnown: false, commit: null, assignments: {} }];
      const schedule = {
        environment: text,
        promotedCommit: text,
        sources: [{ role: "base", repo: text }],
        clusterTypes: [{ name: text }],
        assignments: [{ name: text, clusterType: text }],
      } as unknown as Schedule;
      const told = { schedule, shard: undefined, failures, held: held as never, written: undefined };
      expectOnlyText(renderingSummary(told), allowed);
    }),
    runs,
  );
});

test("a pull request has paths, keys, values and reasons of others as text", () => {
  const allowed = ["p", "table", "thead", "tbody", "tr", "th", "td", "code", "strong", "br"];
  fc.assert(
    fc.property(hostile, (text) => {
      const change = { path: text, before: "1", after: "2" };
      const held = {
        registration: text,
        workload: text,
        deploymentTarget: undefined,
        reason: text,
        at: `https://${text}`.includes(" ") ? text : undefined,
        isKnown: true,
        commit: null,
        assignments: {},
      };
      const { body } = pullRequestText({
        diff: { added: [change], modified: [], removed: [] },
        targetPath: "",
        configuration: [{ path: text, key: text, before: text, after: text }],
        inventory: [{ subject: text, before: text, after: text }],
        held: [held] as unknown as Parameters<typeof pullRequestText>[0]["held"],
        promoted: { before: text, after: `${text}x` },
        introduction: "",
        digest: "12ab",
      });
      expectOnlyText(body, allowed);
      expect(readMarker(body)).toEqual({ digest: "12ab" });
    }),
    runs,
  );
});

test("a promotion's message has the trailers that we write and no others", () => {
  fc.assert(
    fc.property(hostile, (by) => {
      const record = { environment: "dev", commit: "a".repeat(40), from: undefined, by, runUrl: undefined };
      const { trailers } = promotionMessage(record);
      expect(trailers.join("\n").split("\n")).toHaveLength(2);
      expect(trailers.join("\n")).not.toMatch(/@\w|#\d/);
    }),
    runs,
  );
});

test("a marker counts at the start of a text only", () => {
  expect(isIssueOf("dev", undefined)(`${otherIssue}\nx`)).toBe(true);
  expect(isIssueOf("dev", undefined)(`must be one of ${otherIssue}`)).toBe(false);
  expect(isIssueOf("prod", undefined)(`${otherIssue}\nx`)).toBe(false);
  expect(isHeldIssue("dev")("x <!-- kalypso-actions: held dev -->")).toBe(false);
  expect(readMarker(`x ${pullRequestMarker("12")}`)).toBeUndefined();
  expect(readPromotionMarker("x <!-- kalypso-actions: promote 12 -->")).toBeUndefined();
});
