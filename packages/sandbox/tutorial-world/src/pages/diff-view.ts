/** Diffs as tables, below a list of the changed files. */
import type { ChangedFile } from "./changes.ts";
import type { DiffLine, FileDiff, Hunk } from "./diff.ts";
import { type Content, type Html, html } from "./html.ts";
import { counted } from "./parts.ts";

const signs: Readonly<Record<DiffLine["kind"], string>> = {
  added: "+",
  removed: "-",
  context: " ",
  note: "",
};

interface Cells {
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  readonly sign?: string;
  readonly text: string;
}

function tableRow(style: string, { before, after, sign, text }: Cells): Html {
  const numbered = html`<td class="at">${before}</td><td class="at">${after}</td>`;
  return html`<tr class="${style}">${numbered}<td class="sign">${sign}</td><td>${text}</td></tr>`;
}

function lineRow({ kind, text, before, after }: DiffLine): Html {
  return tableRow(kind, { before, after, sign: signs[kind], text });
}

function hunkRows({ heading, lines }: Hunk): Html {
  return html`${tableRow("hunk", { text: heading })}${lines.map(lineRow)}`;
}

function diffTable({ isBinary, hunks, kind }: FileDiff): Html {
  if (isBinary) return html`<p class="none">Binary file not shown.</p>`;
  if (hunks.length === 0)
    return html`<p class="none">${kind === "changed" ? "Only the file mode changed." : "Empty file."}</p>`;
  return html`<table class="code diff"><tbody>${hunks.map(hunkRows)}</tbody></table>`;
}

function numbers({ added, removed }: { readonly added: number; readonly removed: number }): Html {
  return html`<span class="numbers"><span class="plus">+${added}</span> <span class="minus">-${removed}</span></span>`;
}

function fileBox(file: ChangedFile, index: number): Html {
  const { path, diff } = file;
  const kind =
    diff !== undefined && diff.kind !== "changed" && html` <span class="muted">${diff.kind}</span>`;
  const content: Content =
    diff === undefined ? html`<p class="none">This change is too large to show.</p>` : diffTable(diff);
  return html`<details class="box file" id="diff-${index}" open>
<summary><span class="mono">${path}</span>${kind} ${numbers(file)}</summary>
${content}
</details>`;
}

/** Files beyond this number are counted, not listed. */
const maxFiles = 300;

/** All changes, file by file. Large changes are listed without their lines. */
export function changesView(files: readonly ChangedFile[]): Html {
  const total = { added: 0, removed: 0 };
  for (const { added, removed } of files) {
    total.added += added;
    total.removed += removed;
  }
  const more = files.length - maxFiles;
  return html`<p class="muted">${counted(files.length, "file")} changed ${numbers(total)}</p>
${files.slice(0, maxFiles).map(fileBox)}
${more > 0 && html`<p class="none">${counted(more, "more file")} not listed.</p>`}`;
}
