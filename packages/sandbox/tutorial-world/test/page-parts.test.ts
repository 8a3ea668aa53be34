import { describe, expect, test } from "vitest";
import { parseDiff } from "../src/pages/diff.ts";
import { html, link } from "../src/pages/html.ts";
import { markdown } from "../src/pages/markdown.ts";
import { parseWorkflow } from "../src/pages/workflows.ts";

describe("html", () => {
  test("escapes text, and keeps fragments and lists of fragments", () => {
    const items = ["<a>", "'&\""].map((text) => html`<li>${text}</li>`);
    expect(html`<ul title="${'"'}">${items}${false}${undefined}${0}</ul>`.text).toBe(
      '<ul title="&quot;"><li>&lt;a&gt;</li><li>&#39;&amp;&quot;</li>0</ul>',
    );
  });

  test.each([
    "javascript:alert(1)",
    " JavaScript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "http://[",
  ])("does not link to %j", (address) => expect(link(address, "text").text).toBe("<span>text</span>"));
});

describe("markdown", () => {
  const shown = (text: string, base = "") =>
    markdown(text, base)
      .text.replace(/^<div class="markdown">([\s\S]*)<\/div>$/, "$1")
      .trim();

  test("has GitHub's tables", () => {
    expect(shown("| a |\n|---|\n| `x`<br>y |")).toContain("<td><code>x</code><br>y</td>");
  });

  test("drops comments", () => {
    expect(shown("<!-- marker -->\ntext <!-- more --> end")).toBe("<p>text  end</p>");
    expect(shown("a\n\n<!-- not closed\n\n<b>")).not.toContain("not closed");
  });

  test("keeps collapsed sections, and escapes other markup", () => {
    const folded = "<details><summary>Sources</summary>\n\n| a |\n|---|\n| b |\n\n</details>";
    expect(shown(folded)).toMatch(
      /^<details><summary>Sources<\/summary>[\s\S]*<td>b<\/td>[\s\S]*<\/details>$/,
    );
    expect(shown("H<sub>2</sub>O <code>x</code>")).toBe("<p>H<sub>2</sub>O <code>x</code></p>");
  });

  test.each([
    "<script>alert(1)</script>",
    "a <img src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src=x></iframe>",
    "`<b>`",
    "```<b>\n<b>\n```",
    "[<b>](x)",
    "![<b>](x)",
    '[a](x "<b>")',
    "<style>*{}</style>",
    "a <script><img src=x onerror=alert(1)//",
    "a <code><img src=x onerror=alert(1)//",
    "a <pre><b",
    "<scr<!-- x -->ipt>alert(1)</script>",
  ])("does not let %j become markup", (text) => {
    const tags = [...shown(text).matchAll(/<\/?[a-z][^>]*>/gi)].map(([tag]) => tag);
    const plain = /^<\/?(?:p|a|code|pre|br)>$|^<a href="x">$|^<code class="language-&lt;b&gt;">$/;
    expect(tags.filter((tag) => !plain.test(tag))).toEqual([]);
    // Not even an unfinished tag, which the following text would complete.
    expect(shown(text).replaceAll(/<[^<>]*>/g, "")).not.toContain("<");
  });

  test("keeps character references", () => {
    expect(shown("a &lt;b&gt; & &copy; &amp;lt; &#60;")).toBe(
      "<p>a &lt;b&gt; &amp; &copy; &amp;lt; &lt;</p>",
    );
  });

  test("closes open tags, and none outside", () => {
    expect(shown("<details>\n\ntext")).toMatch(/<details>[\s\S]*text[\s\S]*<\/details>$/);
    expect(shown("</details></div>")).toBe("&lt;/details&gt;&lt;/div&gt;");
  });

  test("links safe addresses, relative to the file's folder", () => {
    expect(shown("[a](https://example.com/)")).toBe('<p><a href="https://example.com/">a</a></p>');
    expect(shown("[a](b.md) [c](#d) [e](/f)", "/base/")).toBe(
      '<p><a href="/base/b.md">a</a> <a href="#d">c</a> <a href="/f">e</a></p>',
    );
    for (const bad of ["javascript:alert(1)", "vbscript:x", "data:text/html,x"])
      expect(shown(`[a](${bad})`)).toBe("<p>a</p>");
    expect(shown("[a](&#106;avascript:alert(1))")).toContain('href="&amp;#106;avascript');
    expect(shown("<javascript:alert(1)>")).not.toContain("<a");
    expect(shown("![a](https://example.com/x.png)")).toBe('<p><a href="https://example.com/x.png">a</a></p>');
  });
});

describe("a diff", () => {
  const diff = `diff --git a/one.txt b/one.txt
index 1..2 100644
--- a/one.txt
+++ b/one.txt
@@ -1,3 +1,3 @@ section
 same
--- a/looks like a heading
+++ b/looks like one too
 end
\\ No newline at end of file
@@ -10 +10,0 @@
-gone
diff --git "a/t\\303\\244b\\t.txt" "b/t\\303\\244b\\t.txt"
new file mode 100644
index 0..1
--- /dev/null
+++ "b/t\\303\\244b\\t.txt"
@@ -0,0 +1 @@
+new
diff --git a/binary b/binary
deleted file mode 100644
index 1..0
Binary files a/binary and /dev/null differ
`;

  test("is split into files, hunks and numbered lines", () => {
    const [one, two, three] = parseDiff(diff);
    expect(one).toMatchObject({ path: "one.txt", kind: "changed" });
    expect(one?.hunks.map(({ lines }) => lines)).toEqual([
      [
        { kind: "context", text: "same", before: 1, after: 1 },
        { kind: "removed", text: "-- a/looks like a heading", before: 2, after: undefined },
        { kind: "added", text: "++ b/looks like one too", before: undefined, after: 2 },
        { kind: "context", text: "end", before: 3, after: 3 },
        { kind: "note", text: "No newline at end of file", before: undefined, after: undefined },
      ],
      [{ kind: "removed", text: "gone", before: 10, after: undefined }],
    ]);
    expect(two).toMatchObject({ path: "täb\t.txt", kind: "added" });
    expect(three).toEqual({ path: "binary", kind: "removed", isBinary: true, hunks: [] });
  });

  test("of nothing has no files", () => expect(parseDiff("")).toEqual([]));
});

describe("a workflow", () => {
  test.each([
    ["on: workflow_dispatch", []],
    ["on: [push, workflow_dispatch]", []],
    ["on: { workflow_dispatch: null }", []],
    ["on: push", undefined],
    ["{", undefined],
    ["", undefined],
  ])("offers a manual start only if it declares one: %j", (source, inputs) => {
    expect(parseWorkflow("a.yml", source).inputs).toEqual(inputs);
  });
});

test.each([
  [">".repeat(20_000)],
  ["> ".repeat(20_000)],
  ["1. ".repeat(20_000)],
  [Array.from({ length: 3_000 }, (_, level) => `${" ".repeat(2 * level)}- x`).join("\n")],
  ["a<b ".repeat(20_000)],
])("Markdown that is nested too deeply, or too long, is shown as text: %#", (text) => {
  expect(markdown(text).text).toBe(`<pre>${html`${text}`.text}</pre>`);
});
