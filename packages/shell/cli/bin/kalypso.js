#!/usr/bin/env node
// The program that npm installs as `kalypso`. It starts the real one, which an older Node could not even parse. Plain
// JavaScript that older versions can run, so that it can report an unsupported one.
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
