#!/usr/bin/env node
// What npm installs as `kalypso`. It stands before the program, which an older Node could not even parse: plain
// JavaScript, with nothing newer than that Node, so that it can say so.
import { readFileSync } from "node:fs";

const { version, engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const oldest = Number(/\d+/.exec(engines.node)[0]);

if (process.argv[2] === "--version") {
  console.log(version);
} else if (Number(process.versions.node.split(".")[0]) < oldest) {
  console.error(`kalypso needs Node.js ${oldest} or later; this is ${process.version}`);
  process.exitCode = 2;
} else {
  await import("../dist/kalypso.js");
}
