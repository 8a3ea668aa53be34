#!/usr/bin/env node
/** `helm template`, for machines that have no helm: what it cannot do as helm does, it refuses. */
import { helm } from "./helm.ts";

process.exitCode = await helm(process.argv.slice(2), {
  folder: process.cwd(),
  print: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
});
