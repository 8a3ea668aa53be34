import { readdirSync } from "node:fs";
import { defineConfig, type RolldownOptions } from "rolldown";

// One self-contained ESM file per action: runners check out the action and run it, nothing is installed there.
const actions = readdirSync(new URL("actions", import.meta.url));

const bundles: RolldownOptions[] = actions.map((name) => ({
  input: `actions/${name}/src/main.ts`,
  platform: "node",
  output: { file: `actions/${name}/dist/index.js`, format: "esm", minify: true, codeSplitting: false },
}));

export default defineConfig(bundles);
