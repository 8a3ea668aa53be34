/** Reads the data of the page, and shows it. */
import { h, render } from "preact";
import { App } from "./app.ts";
import type { ReportData } from "./data.ts";

async function read(): Promise<ReportData> {
  const text = document.getElementById("data")?.textContent ?? "";
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).json();
}

async function show(root: HTMLElement): Promise<void> {
  try {
    const data = await read();
    root.replaceChildren();
    render(h(App, { data }), root);
  } catch (error) {
    root.textContent = `The page cannot be shown: ${error instanceof Error ? error.message : String(error)}`;
  }
}

const root = document.getElementById("fleet");
if (root !== null) void show(root);
