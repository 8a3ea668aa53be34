import { readdirSync } from "node:fs";
import { defineConfig } from "rolldown";
import { usedEndpoints } from "./scripts/bundle/used-endpoints.ts";

/** Packages without side effects on import that do not declare it themselves. */
const quiet = /\/node_modules\/(?:@actions\/[\w-]+|undici|tunnel|yaml|ignore)\//;

// One self-contained ESM file per action: runners check out the action and run it without installing anything.
export const bundles = readdirSync(new URL("actions", import.meta.url)).map((name) => ({
  input: `actions/${name}/src/main.ts`,
  platform: "node" as const,
  plugins: [usedEndpoints],
  treeshake: { moduleSideEffects: (id: string) => (quiet.test(id) ? false : undefined) },
  output: {
    file: `actions/${name}/dist/index.js`,
    format: "esm" as const,
    minify: true,
    codeSplitting: false,
  },
}));

export default defineConfig(bundles);
