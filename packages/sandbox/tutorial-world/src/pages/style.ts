import { Html } from "./html.ts";

/** The stylesheet, embedded in every page. */
export const style = new Html(`
:root {
  color-scheme: light dark;
  --text: light-dark(#1c2128, #d7dce2);
  --muted: light-dark(#56616d, #929daa);
  --page: light-dark(#f5f6f8, #0f1318);
  --box: light-dark(#ffffff, #161b21);
  --head: light-dark(#f0f2f5, #1b2128);
  --line: light-dark(#d8dde3, #2b333c);
  --link: light-dark(#0b5cad, #6cb0f5);
  --accent: light-dark(#0b6e75, #3aa8b0);
  --good: light-dark(#12633a, #3fb173);
  --bad: light-dark(#a9252f, #ef6a6a);
  --busy: light-dark(#7c4d00, #dba43a);
  --idle: light-dark(#59636d, #98a2ad);
  --merged: light-dark(#6a3bb8, #a98bf0);
  --added: light-dark(#e2f5e8, #14291d);
  --removed: light-dark(#fdebea, #321a1c);
  --mono: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
a:focus-visible, button:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
h1 { font-size: 21px; font-weight: 600; line-height: 1.3; margin: 0 0 6px; overflow-wrap: anywhere; }
h1 .number { color: var(--muted); font-weight: 400; }
h2 { font-size: 14px; font-weight: 600; margin: 0; }
pre, code, .sha, .branch, .mono { font-family: var(--mono); font-size: 12px; }
time { white-space: nowrap; }

header { background: var(--box); border-bottom: 1px solid var(--line); }
.top, .tabs { max-width: 1240px; margin: 0 auto; }
.top { display: flex; flex-wrap: wrap; gap: 4px 14px; align-items: center; padding: 12px 24px; }
.home { font-weight: 600; color: var(--accent); }
.crumbs { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.live { display: inline-flex; gap: 6px; align-items: center; color: var(--muted); font-size: 12px; }
.tabs { display: flex; gap: 2px; padding: 0 14px; overflow-x: auto; }
.tabs a { color: var(--text); padding: 6px 10px 8px; border-bottom: 2px solid transparent; white-space: nowrap; }
.tabs a:hover { text-decoration: none; border-color: var(--line); }
.tabs a[aria-current] { border-color: var(--accent); font-weight: 600; }
.count { margin-left: 6px; padding: 0 7px; border-radius: 9px; background: var(--head); font-size: 12px; font-weight: 400; }
main { max-width: 1240px; margin: 0 auto; padding: 20px 24px 60px; }

.columns { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 1fr); gap: 0 20px; align-items: start; }
.columns.sided { grid-template-columns: minmax(0, 250px) minmax(0, 1fr); }
.box { background: var(--box); border: 1px solid var(--line); border-radius: 7px; margin: 0 0 18px; overflow: hidden; }
.box > h2, .box > .head, .box > summary { background: var(--head); border-bottom: 1px solid var(--line); padding: 8px 14px; }
.box > .head { display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: center; }
.box > .body { padding: 14px; }
.none { color: var(--muted); margin: 0; padding: 12px 14px; }
.row { display: flex; gap: 10px; align-items: flex-start; padding: 8px 14px; border-top: 1px solid var(--line); }
h2 + .row, .head + .row { border-top: 0; }
.row > .mark { margin-top: 3px; }
.what { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.title > a:first-child { color: var(--text); font-weight: 500; }
.title > a:first-child:hover { color: var(--link); }
.note, .aside, .muted { color: var(--muted); font-size: 12px; }
.aside { text-align: right; flex: none; max-width: 45%; }
.note a:not(.branch):not(.sha) { color: inherit; }
.dot { color: var(--muted); margin: 0 5px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 7px 14px; border-top: 1px solid var(--line); }
h2 + .scroll tr:first-child th { border-top: 0; }
thead th { color: var(--muted); font-weight: 500; font-size: 12px; white-space: nowrap; }
thead + tbody td { border-top: 1px solid var(--line); }
.sha { white-space: nowrap; }
.branch { background: color-mix(in srgb, var(--link) 10%, transparent); border-radius: 5px; padding: 1px 6px; overflow-wrap: anywhere; }

.mark { width: 16px; height: 16px; flex: none; vertical-align: -3px; fill: currentColor; }
.mark path { fill: none; stroke: var(--box); stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
.mark .ring, .mark .track { fill: none; stroke: currentColor; stroke-width: 1.8; }
.mark .track { opacity: .3; }
.mark .body { fill: currentColor; stroke: currentColor; }
.mark .arc, .mark .hand { stroke: currentColor; }
.mark .arc { transform-origin: 8px 8px; animation: turn 1.2s linear infinite; stroke-width: 2; }
@keyframes turn { to { transform: rotate(360deg); } }
@media (prefers-reduced-motion: reduce) { .mark .arc { animation: none; } }
.good, .open { color: var(--good); } .bad { color: var(--bad); } .busy, .waiting, .alert { color: var(--busy); }
.idle { color: var(--idle); } .merged { color: var(--merged); }
.badge { display: inline-flex; gap: 6px; align-items: center; padding: 2px 10px 2px 7px; border-radius: 12px; font-size: 12px;
  font-weight: 600; white-space: nowrap; background: color-mix(in srgb, currentColor 12%, transparent); }
.badge, .label { line-height: 1.5; vertical-align: middle; }
.label { display: inline-block; padding: 0 8px; border-radius: 10px; font-size: 12px; border: 1px solid var(--line); background: var(--head); }
.heading { margin-bottom: 18px; }
.heading .facts { color: var(--muted); line-height: 1.9; }
.facts .branch, .facts .sha { vertical-align: baseline; }
.message { margin: -8px 0 18px; white-space: pre-wrap; overflow-wrap: anywhere; }
.split { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; justify-content: space-between; }
.buttons { display: flex; flex-wrap: wrap; gap: 8px; }
.filter { display: flex; gap: 16px; }
.filter a { color: var(--muted); } .filter [aria-current] { color: var(--text); font-weight: 600; }
.side a { display: block; padding: 5px 14px; color: var(--text); overflow-wrap: anywhere; }
.side a[aria-current] { background: var(--head); font-weight: 600; box-shadow: inset 2px 0 var(--accent); }

form.inline { display: inline; }
form.fields { display: grid; gap: 10px; max-width: 460px; }
form.fields label { display: grid; gap: 3px; font-weight: 500; }
form.fields .note { font-weight: 400; }
input, select, textarea, button { font: inherit; color: inherit; border: 1px solid var(--line); border-radius: 6px; padding: 5px 10px; background: var(--box); }
form.fields label.check { display: flex; gap: 8px; align-items: center; }
button { cursor: pointer; font-weight: 600; background: var(--head); }
button:hover { border-color: var(--muted); }
button.primary { background: light-dark(#0b6e75, #1f7d85); border-color: transparent; color: #fff; }
button.danger { color: var(--bad); }

.markdown { overflow-wrap: anywhere; }
.markdown > :first-child { margin-top: 0; } .markdown > :last-child { margin-bottom: 0; }
.markdown h1 { font-size: 19px; margin: 18px 0 8px; } .markdown h2 { font-size: 17px; margin: 18px 0 8px; } .markdown h3 { font-size: 15px; margin: 14px 0 6px; }
.markdown p, .markdown ul, .markdown ol, .markdown blockquote { margin: 0 0 10px; }
.markdown blockquote { border-left: 3px solid var(--line); padding-left: 12px; color: var(--muted); }
.markdown code { background: var(--head); border-radius: 4px; padding: 1px 5px; }
.markdown pre { background: var(--head); border-radius: 6px; padding: 10px 12px; overflow-x: auto; }
.markdown pre code { padding: 0; }
.markdown table { display: block; overflow-x: auto; width: max-content; max-width: 100%; margin-bottom: 10px; }
.markdown th, .markdown td { border: 1px solid var(--line); padding: 4px 10px; }
.markdown th, .markdown td { overflow-wrap: normal; }
.markdown thead th { background: var(--head); color: inherit; }

.code { width: 100%; font-family: var(--mono); font-size: 12px; line-height: 1.55; tab-size: 4; }
.code td { border: 0; padding: 0 10px; white-space: pre-wrap; overflow-wrap: anywhere; }
.code .at { width: 1%; min-width: 42px; text-align: right; color: var(--muted); white-space: nowrap; user-select: none; }
.code .at a { color: inherit; }
.code tr:target td { background: color-mix(in srgb, var(--busy) 16%, transparent); }
.code .added td { background: var(--added); } .code .removed td { background: var(--removed); }
.code .hunk td { background: var(--head); color: var(--muted); padding-top: 3px; padding-bottom: 3px; }
.code .sign { width: 1%; padding: 0 0 0 8px; user-select: none; }
.file > summary { cursor: pointer; overflow-wrap: anywhere; }
.file:not([open]) > summary { border-bottom: 0; }
.numbers { font-size: 12px; font-family: var(--mono); white-space: nowrap; }
.plus { color: var(--good); } .minus { color: var(--bad); }

.step { border-top: 1px solid var(--line); }
.head + .step, .notice + .step { border-top: 0; }
.step > summary, .step > .row { display: flex; gap: 10px; align-items: center; padding: 6px 14px; cursor: pointer; border: 0; }
.step > .row { cursor: default; }
.step > .row > .mark { margin-top: 0; }
.step > summary .grow, .grow { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.log { margin: 0; padding: 8px 0; list-style: none; counter-reset: line var(--from, 0); max-height: 560px; overflow: auto; background: light-dark(#f8f9fa, #0f1318);
  font-family: var(--mono); font-size: 12px; line-height: 1.55; border-top: 1px solid var(--line); }
.log li { counter-increment: line; display: flex; padding: 0 14px 0 0; white-space: pre-wrap; overflow-wrap: anywhere; min-height: 1.55em; }
.log li::before { content: counter(line); flex: none; width: 48px; padding-right: 14px; text-align: right; color: var(--muted); user-select: none; }
.log .error { color: var(--bad); } .log .warning { color: var(--busy); }
.notice { padding: 8px 14px; margin: 0; color: var(--muted); }
.notice.bad { color: var(--bad); }
.box:target { border-color: var(--accent); }

@media (max-width: 800px) {
  main { padding: 14px 12px 40px; } .top { padding: 10px 12px; } .tabs { padding: 0 6px; }
  .columns, .columns.sided { grid-template-columns: minmax(0, 1fr); }
  .row, th, td { padding-left: 10px; padding-right: 10px; }
  .code td { padding: 0 6px; } .code .at { min-width: 30px; } .diff .at:first-child { display: none; }
}
`);
