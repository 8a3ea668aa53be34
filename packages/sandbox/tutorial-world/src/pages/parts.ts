/** Small building blocks of many pages. */
import type { RunState } from "@kalypso-actions/workflow-runner";
import { commitAddress, type Place, treeAddress } from "./addresses.ts";
import { type Content, Html, html } from "./html.ts";
import { mark } from "./marks.ts";

/** `1 file`, `2 files`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

const units = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

function ago(seconds: number): string {
  if (seconds < 60) return "just now";
  const [unit, length] = units.find(([, size]) => seconds >= size) ?? ["minute", 60];
  return `${counted(Math.floor(seconds / length), unit)} ago`;
}

/** A point in time: how long ago or, if that is long, the date. */
export function moment(now: number, time: number): Html {
  const seconds = (now - time) / 1000;
  const full = new Date(time).toISOString();
  const isNear = seconds > -60 && seconds < 14 * 86_400;
  return html`<time datetime="${full}" title="${full.slice(0, 19).replace("T", " ")} UTC">${
    isNear ? ago(seconds) : full.slice(0, 10)
  }</time>`;
}

/** How long something took, or has been running. */
export function duration(from: number | undefined, to: number): string {
  if (from === undefined) return "";
  const seconds = Math.max(0, Math.round((to - from) / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}m ${seconds % 60}s` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}

export function commitLink(place: Place, sha: string): Html {
  return html`<a class="sha" href="${commitAddress(place, sha)}">${sha.slice(0, 7)}</a>`;
}

export function branchLink(place: Place, branch: string): Html {
  return html`<a class="branch" href="${treeAddress(place, branch)}">${branch}</a>`;
}

/** The name of a branch that may no longer exist. */
export function branchName(branch: string): Html {
  return html`<span class="branch">${branch}</span>`;
}

/** Labels, each preceded by a space. */
export function labelsOf(names: Iterable<string>): readonly Html[] {
  return [...names].map((name) => html` <span class="label">${name}</span>`);
}

/** A page's title, and one line of facts about it. */
export function heading(title: Content, number: number | undefined, known: Content): Html {
  const shown = number !== undefined && html` <span class="number">#${number}</span>`;
  return html`<div class="heading grow"><h1>${title}${shown}</h1><div class="facts">${known}</div></div>`;
}

/** A titled box of text. */
export function panel(title: Content, content: Content): Html {
  return html`<section class="box"><h2>${title}</h2><div class="body">${content}</div></section>`;
}

/** The main content and a side column, which moves below it on a phone. */
export function columns(main: Content, beside: Content): Html {
  return html`<div class="columns"><div>${main}</div><div>${beside}</div></div>`;
}

/** A list to choose from on the left, and the chosen content. */
export function sided(list: Content, main: Content): Html {
  return html`<div class="columns sided"><div>${list}</div><div>${main}</div></div>`;
}

/** A titled box of rows, or `none` if it is empty. */
export function box(title: Content, rows: readonly Html[], none: string): Html {
  const content = rows.length === 0 ? html`<p class="none">${none}</p>` : rows;
  return html`<section class="box"><h2>${title}</h2>${content}</section>`;
}

/** A row of a box: a mark, a title, facts about it, and content on the right. */
export function row(parts: {
  readonly state?: string | undefined;
  readonly title: Content;
  readonly note?: Content;
  readonly aside?: Content;
}): Html {
  const { state, title, note, aside } = parts;
  return html`<div class="row">${state !== undefined && mark(state)}<div class="what"><div class="title">${title}</div>${
    note !== undefined && html`<div class="note">${note}</div>`
  }</div>${aside !== undefined && html`<div class="aside">${aside}</div>`}</div>`;
}

/** A table that scrolls sideways if it is too wide. */
export function table(heads: readonly Content[], rows: readonly (readonly Content[])[]): Html {
  const head = heads.map((cell) => html`<th>${cell}</th>`);
  const body = rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`);
  return html`<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** A titled table, or `none` if it has no rows. */
export function tableBox(
  title: string,
  { heads, rows }: { readonly heads: readonly Content[]; readonly rows: readonly (readonly Content[])[] },
  none: string,
): Html {
  const content = rows.length === 0 ? html`<p class="none">${none}</p>` : table(heads, rows);
  return html`<section class="box"><h2>${title}</h2>${content}</section>`;
}

interface ButtonOptions {
  readonly action: string;
  readonly text: string;
  readonly style?: "primary" | "danger" | "plain";
  readonly fields?: Readonly<Record<string, string>>;
}

/** A button that changes something. */
export function button({ action, text, style = "plain", fields = {} }: ButtonOptions): Html {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const shown = html`<button class="${style}">${text}</button>`;
  return html`<form class="inline" method="post" action="${action}">${hidden}${shown}</form>`;
}

/** The outcome of a run or a job in one word. */
export function outcome({ conclusion, status }: Pick<RunState, "conclusion" | "status">): string {
  return conclusion ?? status;
}

/** Tabs for what is open and what is closed. */
export function openOrClosed(
  address: string,
  items: readonly { readonly row: Html; readonly state: "open" | "closed" }[],
  wanted: "open" | "closed",
): Html {
  const filter = (["open", "closed"] as const).map((each) => {
    const count = items.filter(({ state }) => state === each).length;
    const current = each === wanted && html` aria-current="page"`;
    return html`<a href="${`${address}?state=${each}`}"${current}>${count} ${each}</a>`;
  });
  const rows = items.filter(({ state }) => state === wanted).map((item) => item.row);
  const none = html`<p class="none">None ${wanted}.</p>`;
  return html`<section class="box"><div class="head filter">${filter}</div>${rows.length === 0 ? none : rows}</section>`;
}

/** Joins facts with dots and skips missing ones. */
export function facts(...items: readonly Content[]): Html {
  const present = items.filter((item) => item !== undefined && item !== false && item !== "");
  return html`${present.map((item, index) => html`${index > 0 && new Html('<span class="dot">·</span>')}${item}`)}`;
}
