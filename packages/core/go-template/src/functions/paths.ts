/** Slash-separated paths as Go's package path has them; the `os` forms are the same where Kalypso runs. */

import { define, type Functions } from "../values/function.ts";
import { trimWhere } from "../values/unicode.ts";

/** The shortest path of the same meaning: no `.`, no `..` behind a name, no double slashes. */
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

/** From the last dot of the last part on. */
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
