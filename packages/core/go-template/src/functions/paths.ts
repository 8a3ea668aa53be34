/** Slash-separated paths as in Go's package path; the `os` forms behave the same on the platforms Kalypso runs on. */

import { define, type Functions } from "../values/function.ts";
import { trimWhere } from "../values/unicode.ts";

/** The shortest equivalent path: no `.`, no `..` after a name, no double slashes. */
function clean(path: string): string {
  if (path === "") return ".";
  const isRooted = path.startsWith("/");
  const kept: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== "..") kept.pop();
    else if (!isRooted) kept.push(part);
  }
  return (isRooted ? "/" : "") + kept.join("/") || ".";
}

function base(path: string): string {
  if (path === "") return ".";
  const trimmed = trimWhere(path, (character) => character === "/");
  return trimmed.slice(trimmed.lastIndexOf("/") + 1) || "/";
}

function dir(path: string): string {
  return clean(path.slice(0, path.lastIndexOf("/") + 1));
}

/** Everything from the last dot of the last element. */
function ext(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name.includes(".") ? name.slice(name.lastIndexOf(".")) : "";
}

const functions = {
  base: define(["string"], base),
  dir: define(["string"], dir),
  clean: define(["string"], clean),
  ext: define(["string"], ext),
  isAbs: define(["string"], (path) => path.startsWith("/")),
};

export const pathFunctions: Functions = {
  ...functions,
  osBase: functions.base,
  osDir: functions.dir,
  osClean: functions.clean,
  osExt: functions.ext,
  osIsAbs: functions.isAbs,
};
