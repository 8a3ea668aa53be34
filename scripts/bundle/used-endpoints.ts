import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Plugin } from "rolldown";

const sources = fileURLToPath(new URL("../../packages/shell/github/src", import.meta.url));

type Endpoints = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Finds `repos.getContent` in `rest.repos.getContent(...)` throughout the package that talks to GitHub. */
function usedNames(): ReadonlySet<string> {
  const texts = readdirSync(sources)
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(`${sources}/${file}`, "utf8"));
  return new Set([...texts.join("\n").matchAll(/\brest\.(\w+\.\w+)/g)].map(([, name = ""]) => name));
}

function only(names: ReadonlySet<string>, endpoints: Endpoints): Endpoints {
  for (const name of names) {
    const [scope = "", method = ""] = name.split(".");
    if (endpoints[scope]?.[method] === undefined) throw new Error(`octokit has no endpoint ${name}`);
  }
  const scopes = Object.entries(endpoints).map(([scope, methods]) => {
    const used = Object.entries(methods).filter(([method]) => names.has(`${scope}.${method}`));
    return [scope, Object.fromEntries(used)] as const;
  });
  return Object.fromEntries(scopes.filter(([, methods]) => Object.keys(methods).length > 0));
}

/** Octokit has a table of a thousand endpoints, 80 KB of each bundle: this keeps only the two dozen in use. */
export const usedEndpoints: Plugin = {
  name: "used-endpoints",
  transform: {
    filter: { id: /plugin-rest-endpoint-methods[\\/]dist-src[\\/]generated[\\/]endpoints\.js$/ },
    async handler(_, id) {
      const { default: endpoints }: { readonly default: Endpoints } = await import(pathToFileURL(id).href);
      const used = only(usedNames(), endpoints);
      return `export default ${JSON.stringify(used)};\n`;
    },
  },
};
