#!/usr/bin/env node
/** `helm template` for machines without helm. It refuses anything it cannot render exactly as helm does. */
import { helm } from "./helm.ts";

process.exitCode = await helm(process.argv.slice(2), {
  folder: process.cwd(),
  print: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
});
