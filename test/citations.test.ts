import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { expect, test } from "vitest";
import { pathsBelow } from "./support/paths.ts";
import { repositoryRoot as root } from "./support/process.ts";

const folders = [".ci", "actions", "docs", "packages", "scripts", "test", "workflows-examples"];
const inside = folders.flatMap((folder) => pathsBelow(join(root, folder)).map((path) => `${folder}/${path}`));
const files = [...readdirSync(root), ...inside].filter(
  (path) => !/(?:^|\/)(?:node_modules|dist)\//.test(path),
);
const sources = files.filter((path) => /\.(?:[cm]?ts|mjs|go)$/.test(path));
const pages = files.filter((path) => path.endsWith(".md") && !path.startsWith("test/cases/"));

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** The anchors that GitHub gives the headings of a page. */
function anchors(page: string): ReadonlySet<string> {
  const found = new Map<string, number>();
  const text = page.replaceAll(/^```[\s\S]*?^```/gm, "");
  const all = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => {
    const slug = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-");
    const count = found.get(slug) ?? 0;
    found.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
  return new Set(all);
}

/** A link to a folder shows its README. */
function leadsNowhere(path: string, anchor: string | undefined): boolean {
  const target = join(root, path);
  if (!existsSync(target)) return true;
  if (anchor === undefined) return false;
  const page = statSync(target).isDirectory() ? join(path, "README.md") : path;
  return !anchors(read(page)).has(anchor);
}

/** The lines that are comments, or have one. */
function comments(text: string): string {
  const lines = text.split("\n").filter((line) => /^\s*(?:\/?\*|\/\/)|\s\/\/ /.test(line));
  return lines.join("\n");
}

test("comments cite only pages and headings that exist in this repository", () => {
  const cited = /(?<![\w/.])(docs\/[\w/-]+\.md)(?:#([\w-]+))?/g;
  const broken = sources
    .filter((path) => !/^test\/(?:contract|citations)/.test(path))
    .flatMap((path) =>
      [...comments(read(path)).matchAll(cited)]
        .filter(([, page = "", anchor]) => leadsNowhere(page, anchor))
        .map(([citation]) => `${path}: ${citation}`),
    );
  expect(broken).toEqual([]);
});

test("every link between pages leads to an existing page and heading", () => {
  const link = /\]\((?!https?:|mailto:)([^)#\s]*)(?:#([\w-]+))?\)/g;
  const broken = pages.flatMap((path) =>
    [...read(path).matchAll(link)]
      .filter(([, target = "", anchor]) =>
        leadsNowhere(target === "" ? path : posix.normalize(posix.join(posix.dirname(path), target)), anchor),
      )
      .map(([text]) => `${path}: ${text}`),
  );
  expect(broken).toEqual([]);
});

test("the design's advice on where to make a change names files and folders that exist", () => {
  const [, section = ""] = read("docs/design.md").split("## Where to make a change\n");
  const named = [...section.matchAll(/^\|.*\| (.*) \|$/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([\w./-]+\/[\w./-]*)`/g)].map(([, path = ""]) => path.replace(/\/$/, "")),
  );
  expect(named.length).toBeGreaterThan(15);
  const places = ["", "packages/core/", "packages/shell/", "packages/sandbox/"];
  expect(named.filter((path) => !places.some((place) => existsSync(join(root, place, path))))).toEqual([]);
});
