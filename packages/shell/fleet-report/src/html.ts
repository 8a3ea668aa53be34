/** The page as one file: its script, its style and its data, and nothing from elsewhere. */
import { createHash } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import type { Fleet } from "@kalypso-actions/fleet";
import { type ReportOptions, reportData } from "./data.ts";
import { notices, script, style } from "./page.generated.ts";

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** Only what is in the file runs, and nothing is fetched or sent. */
const policy = [
  "default-src 'none'",
  `script-src ${hashOf(script)}`,
  `style-src ${hashOf(style)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/**
 * The whole page. The data is compressed, in letters that end no element.
 * @returns HTML
 */
export function reportHtml(fleet: Fleet, options: ReportOptions): string {
  const json = JSON.stringify(reportData(fleet, options));
  const data = deflateRawSync(json, { level: 9 }).toString("base64");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Fleet</title>
<style>${style}</style>
</head>
<body>
<div id="fleet"><p class="loading">Reading the fleet&hellip;</p></div>
<noscript>This page needs JavaScript. <code>kalypso status</code> shows the same in a terminal.</noscript>
<script type="application/octet-stream" id="data">${data}</script>
<script>${script}</script>
<script type="text/plain" id="third-party-notices">
${notices}</script>
</body>
</html>
`;
}
